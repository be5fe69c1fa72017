/* Moves the step cursor of the page that src/ui/trace_html.c makes, draws its
 * arrows, and shows what the variables hold at a step. */
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const list = document.getElementById('steps');
const steps = [...list.querySelectorAll('.step')];
const now = document.getElementById('now');
const playButton = document.getElementById('play');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const STEP_MS = 1600; /* between two steps while it plays */

let at = 0; /* index of the chosen step */
let only = -1; /* the thread that is stepped through; -1: all */
let timer = 0; /* not 0: it plays */

const column = step => Number(step.dataset.column);
const allowed = step => only < 0 || column(step) === only;

/* ------------------------------------------------------------- the cursor */

/* The next step in this direction that may be chosen, or -1. */
function neighbour(from, by) {
    for (let i = from + by; i >= 0 && i < steps.length; i += by) {
        if (allowed(steps[i]))
            return i;
    }
    return -1;
}

function sentence(step) {
    const words = [`Step ${steps.indexOf(step) + 1} of ${steps.length}`,
                   data.threads[column(step)]];
    const code = step.querySelector('.line code');

    if (Number(step.dataset.line) > 0)
        words[1] += `, line ${step.dataset.line}`;
    const notes = [...step.querySelectorAll('.notes li')]
        .map(note => note.textContent.replace('▸', '').trim()).join('; ');
    return `${words.join(': ')}: ${code ? code.textContent + ' — ' : ''}${notes}`;
}

/* Scrolls within the source only: the page moves for the steps. */
function showLine(step) {
    const sources = [...document.querySelectorAll('.source')];
    const mine = sources.find(s => s.dataset.file === step.dataset.file);

    document.querySelectorAll('.source [aria-current]')
        .forEach(row => row.removeAttribute('aria-current'));
    if (!mine)
        return;
    sources.forEach(s => { s.hidden = s !== mine; });
    const row = mine.querySelector(`[data-line="${Number(step.dataset.line)}"]`);
    if (!row)
        return;
    row.setAttribute('aria-current', 'true');
    const pane = mine.querySelector('pre');
    const top = row.offsetTop, bottom = top + row.offsetHeight;
    const room = pane.clientHeight / 4;
    if (top < pane.scrollTop + room / 2 ||
        bottom > pane.scrollTop + pane.clientHeight - room / 2)
        pane.scrollTop = top - (pane.clientHeight - row.offsetHeight) / 2;
}

/* The step must not hide behind the player. */
function scrollTo(step) {
    const card = step.querySelector('.card').getBoundingClientRect();
    const room = innerHeight - document.querySelector('.player').offsetHeight;

    if (card.top >= 8 && card.bottom <= room - 8)
        return;
    scrollBy({
        top: card.top - Math.max(8, (room - card.height) / 2),
        behavior: calm.matches ? 'auto' : 'smooth',
    });
}

function choose(index, scroll = true) {
    if (index < 0)
        return;
    steps[at].removeAttribute('aria-current');
    at = index;
    const step = steps[at];
    step.setAttribute('aria-current', 'step');
    now.textContent = sentence(step);
    showLine(step);
    showValues(Number(step.dataset.row));
    showNear();
    if (scroll)
        scrollTo(step);
    const start = neighbour(at, -1) < 0, end = neighbour(at, 1) < 0;
    for (const [id, off] of [['first', start], ['previous', start],
                             ['next', end], ['last', end]])
        document.getElementById(id).setAttribute('aria-disabled', String(off));
}

const first = () => choose(neighbour(-1, 1));
const last = () => choose(neighbour(steps.length, -1));

function restrict(thread) {
    only = thread;
    document.querySelectorAll('.threads button').forEach(button => {
        const mine = Number(button.dataset.column) === only;
        button.setAttribute('aria-pressed', String(mine));
    });
    for (const row of list.children)
        row.classList.toggle('aside',
                             only >= 0 && !row.classList.contains(`c${Math.min(only, 11)}`));
    const next = neighbour(at, 1) < 0 ? neighbour(at, -1) : neighbour(at, 1);
    choose(allowed(steps[at]) ? at : next);
}

/* ----------------------------------------------------------------- playing */

const playIcon = playButton.querySelector('path');
const icons = {play: playIcon.getAttribute('d'), pause: 'M4 3h3v10H4zM9 3h3v10H9z'};

function showPlaying() {
    playButton.setAttribute('aria-label', timer ? 'Pause' : 'Play');
    playIcon.setAttribute('d', timer ? icons.pause : icons.play);
}

function stop() {
    clearInterval(timer);
    timer = 0;
    showPlaying();
}

function play() {
    if (timer) {
        stop();
        return;
    }
    if (neighbour(at, 1) < 0)
        first();
    timer = setInterval(() => {
        choose(neighbour(at, 1));
        if (neighbour(at, 1) < 0)
            stop();
    }, STEP_MS);
    showPlaying();
}

/* ------------------------------------------------------------------ values */

function add(parent, tag, text, name) {
    const element = parent.appendChild(document.createElement(tag));

    element.textContent = text;
    if (name)
        element.className = name;
    return element;
}

/* Threads that ever read or store one of the variables. */
const users = data.threads.map((_, c) => c).filter(c =>
    data.variables.some(v => v.at.some(value => value.seen[c] !== '')));

function addVariable(body, variable, row) {
    const value = variable.at[row], line = add(body, 'tr', '');
    const stored = value.step === at + 1;

    add(line, 'th', variable.name).scope = 'row';
    const cell = add(line, 'td', value.now || '–', stored ? 'fresh' : '');
    if (value.step > 0)
        add(cell, 'small', stored ? ' now' : ` step ${value.step}`);
    for (const c of users) {
        const seen = add(line, 'td', value.seen[c] || '–',
                         value.old[c] ? 'stale' : '');
        if (value.old[c])
            add(seen, 'small', ' old');
    }
}

function showValues(row) {
    const table = document.getElementById('values');

    if (data.variables.length === 0)
        return;
    table.textContent = '';
    const head = add(add(table, 'thead', ''), 'tr', '');
    add(head, 'th', 'variable').scope = 'col';
    add(head, 'th', 'newest').scope = 'col';
    for (const c of users)
        add(head, 'th', `${data.threads[c]} knows`).scope = 'col';
    const body = add(table, 'tbody', '');
    data.variables.forEach(variable => addVariable(body, variable, row));
}

/* ------------------------------------------------------------------ arrows */

const SVG = 'http://www.w3.org/2000/svg';
const svg = document.createElementNS(SVG, 'svg');

function box(step) {
    const card = step.querySelector('.card').getBoundingClientRect();
    const origin = list.getBoundingClientRect();

    return {
        left: card.left - origin.left,
        right: card.right - origin.left,
        bottom: card.bottom - origin.top,
        y: card.top - origin.top + Math.min(card.height / 2, 34),
    };
}

/* An arrow from card to card: its path, and where and in which way (1: right)
 * it ends. `shift` keeps arrows apart that end at the same card. */
function route(from, to, shift) {
    const a = box(from), b = box(to);
    const y1 = a.y + shift, y2 = b.y + shift, x1 = a.left;
    const apart = b.left - a.left;

    /* Beside each other: between the sides that face each other. */
    if (a.right <= b.left + 4)
        return across(a.right, y1, b.left - 1, y2, 1);
    if (b.right <= a.left + 4)
        return across(a.left, y1, b.right + 1, y2, -1);
    /* They overlap: from below the one to the side of the other. */
    if (apart > 40)
        return below(b.left - 18 - shift, a.bottom, b.left - 1, y2, 1);
    if (apart < -40)
        return below(b.right + 18 + shift, a.bottom, b.right + 1, y2, -1);
    /* Above each other: round their left sides. */
    const end = b.left - 1, room = Math.min(x1, end) - 2;
    const x = Math.min(x1, end) - Math.min(room, 10 + Math.abs(y2 - y1) / 12, 24) + shift / 2;
    return {
        way: 1, x: end, y: y2,
        d: `M${x1} ${y1}C${x} ${y1} ${x} ${y1} ${x} ${(y1 + y2) / 2}` +
           `C${x} ${y2} ${x} ${y2} ${end - 6} ${y2}`,
    };
}

function across(x1, y1, x2, y2, way) {
    const bend = way * Math.max(18, Math.abs(x2 - x1) / 2);

    return {
        way, x: x2, y: y2,
        d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - way * 6} ${y2}`,
    };
}

function below(x1, y1, x2, y2, way) {
    return {way, x: x2, y: y2, d: `M${x1} ${y1}C${x1} ${y2} ${x1} ${y2} ${x2 - way * 6} ${y2}`};
}

function draw(parent, name, d) {
    const path = parent.appendChild(document.createElementNS(SVG, 'path'));

    path.setAttribute('d', d);
    path.setAttribute('class', name);
}

function drawArrows() {
    const starts = new Map();

    svg.textContent = '';
    for (const edge of data.edges) {
        const used = starts.get(edge.to) || 0;
        const {d, way, x, y} = route(steps[edge.from - 1], steps[edge.to - 1], used * 8);
        const group = svg.appendChild(document.createElementNS(SVG, 'g'));
        starts.set(edge.to, used + 1);
        group.setAttribute('class', edge.kind);
        draw(group, '', d);
        draw(group, 'head', `M${x} ${y}l${-way * 8} -4.5v9z`);
    }
    showNear();
}

/* Arrows of the chosen step stand out. */
function showNear() {
    data.edges.forEach((edge, i) => {
        if (svg.children[i])
            svg.children[i].classList.toggle('near',
                edge.from === at + 1 || edge.to === at + 1);
    });
}

/* -------------------------------------------------------------------- input */

const keys = {
    j: () => choose(neighbour(at, 1)),
    k: () => choose(neighbour(at, -1)),
    Home: first,
    End: last,
    ' ': play,
    t: () => restrict(only < 0 ? column(steps[at]) : -1),
};
keys.ArrowDown = keys.ArrowRight = keys.j;
keys.ArrowUp = keys.ArrowLeft = keys.k;

/* Keys that the focused element needs itself. */
function isTaken(event) {
    const target = event.target;

    if (event.ctrlKey || event.metaKey || event.altKey)
        return true;
    if (event.key === ' ')
        return target.closest('button, a, pre') !== null;
    return event.key.length > 1 && target.closest('pre') !== null;
}

document.addEventListener('keydown', event => {
    const action = keys[event.key];

    if (!action || isTaken(event))
        return;
    event.preventDefault();
    if (timer && event.key !== ' ')
        stop();
    action();
});

list.addEventListener('click', event => {
    const link = event.target.closest('a.edge');
    const step = link ? document.querySelector(link.getAttribute('href'))
                      : event.target.closest('.card')?.parentElement;

    if (!steps.includes(step))
        return;
    if (link)
        event.preventDefault();
    stop();
    if (!allowed(step))
        restrict(-1);
    choose(steps.indexOf(step), Boolean(link));
});

document.querySelectorAll('.threads button').forEach(button => {
    button.addEventListener('click', () => {
        const mine = Number(button.dataset.column);
        restrict(only === mine ? -1 : mine);
    });
});

const buttons = {first, last, play, next: keys.j, previous: keys.k};
for (const [id, action] of Object.entries(buttons)) {
    document.getElementById(id).addEventListener('click', () => {
        if (id !== 'play')
            stop();
        action();
    });
}

svg.setAttribute('class', 'arrows');
svg.setAttribute('aria-hidden', 'true');
list.prepend(svg);
document.querySelectorAll('.player, .keys').forEach(e => { e.hidden = false; });
document.querySelector('.values').hidden = data.variables.length === 0;
new ResizeObserver(drawArrows).observe(list);
choose(Math.max(0, steps.findIndex(s => `#${s.id}` === location.hash)),
       location.hash !== '');
