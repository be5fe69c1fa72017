// Opens pages of failing executions in a headless browser. Prints a line for
// each test: "ok WHAT" or "not ok WHAT", followed by "# WHY".
// usage: node explore_html.mjs CHROMIUM FOLDER   (with the pages NAME.html)
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPage, startBrowser } from './browser.mjs';

const [program, folder] = process.argv.slice(2);
const pages = readdirSync(folder).filter(name => name.endsWith('.html'));
const browser = await startBrowser(program, join(folder, 'profile'));
const page = await openPage(browser);

function tell(what, problems) {
    console.log(`${problems.length ? 'not ok' : 'ok'} ${what}`);
    problems.forEach(problem => console.log(`# ${problem}`));
}

function same(what, found, wanted) {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    tell(what, a === b ? [] : [`found ${a}, not ${b}`]);
}

const load = name => page.load(join(folder, name));
const step = () => page.value(
    `document.querySelectorAll('[aria-current=step]').length === 1 &&
     document.querySelector('[aria-current=step]').id`);
const keys = async (...list) => {
    const seen = [];
    for (const key of list) {
        await page.press(key);
        seen.push(await step());
    }
    return seen;
};

/* Text whose contrast with what lies behind it is below 4.5, as WCAG counts. */
const faint = `(() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgba = color => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = color => color.slice(0, 3).map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (let e = element; e; e = e.parentElement) {
            const color = rgba(getComputedStyle(e).backgroundColor);
            if (color[3] > 200)
                return color;
        }
        return [255, 255, 255];
    };
    const found = [];
    for (const e of document.body.querySelectorAll('*')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        if (!own || !e.checkVisibility() || e.closest('script'))
            continue;
        const [a, b] = [light(rgba(getComputedStyle(e).color)), light(behind(e))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5)
            found.push(e.textContent.trim().slice(0, 30) + ': ' + contrast.toFixed(1));
    }
    return found;
})()`;

async function looks() {
    const wide = [], faded = [];

    for (const name of pages) {
        for (const scheme of ['light', 'dark']) {
            for (const width of [360, 800, 1400]) {
                const where = `${name} at ${width}, ${scheme}: `;
                await page.size(width, 800, scheme);
                await load(name);
                const needs = await page.value('document.documentElement.scrollWidth');
                if (needs > width)
                    wide.push(`${where}needs ${needs}`);
                faded.push(...(await page.value(faint)).map(text => where + text));
            }
        }
    }
    tell('no page is wider than a window of 360, 800 or 1400 pixels', wide);
    tell('all text can be read, light and dark', faded);
    tell('nothing is complained about, and nothing is fetched', page.messages.splice(0));
}

async function stepping() {
    await page.size(1400, 900, 'light');
    await load('store_buffering.html');
    const n = await page.value(`document.querySelectorAll('.step').length`);
    const end = `step-${n}`;

    same('it begins at the first step', await step(), 'step-1');
    same('keys step', await keys('j', 'j', 'k', 'ArrowDown', 'ArrowUp', 'End', 'j', 'Home', 'k'),
         ['step-2', 'step-3', 'step-2', 'step-3', 'step-2', end, end, 'step-1', 'step-1']);
    await page.press('End');
    same('what is chosen is said', await page.value(`(() => {
            const now = document.getElementById('now');
            const step = document.querySelector('[aria-current=step]');
            return [now.getAttribute('aria-live'), now.textContent.startsWith('Step ${n} of ${n}: '),
                    now.textContent.includes(step.querySelector('.line code').textContent)];
        })()`), ['polite', true, true]);
    same('its line is shown in the source', await page.value(`(() => {
            const row = document.querySelector('.source [aria-current]');
            const pane = row.closest('pre').getBoundingClientRect();
            const box = row.getBoundingClientRect();
            const step = document.querySelector('[aria-current=step]');
            return [row.dataset.line === step.dataset.line,
                    box.top >= pane.top && box.bottom <= pane.bottom];
        })()`), [true, true]);
    await page.press(' ');
    same('space plays from the start when it is at the end', [await step(), await page.value(
        `document.getElementById('play').getAttribute('aria-label')`)], ['step-1', 'Pause']);
    await page.press(' ');
    same('and stops', await page.value(
        `document.getElementById('play').getAttribute('aria-label')`), 'Play');
    await page.value(`document.querySelector('#step-3 .card').click()`);
    same('a click chooses a step', await step(), 'step-3');
    const mine = await page.value(`(() => {
            const c = document.querySelector('#step-3').dataset.column;
            return [...document.querySelectorAll('.step')].filter(s => s.dataset.column === c).map(s => s.id);
        })()`);
    const [, first, last] = await keys('t', 'Home', 'End');
    same('t keeps to the steps of one thread', [first, last], [mine[0], mine.at(-1)]);
    same('and back', (await keys('t', 'Home')).at(-1), 'step-1');
}

async function values() {
    await load('store_buffering.html');
    await page.press('End');
    const table = await page.value(
        `[...document.querySelectorAll('#values tbody tr')].map(row => row.textContent)`);
    same('a thread that knows an old value is told from one that does not', table.filter(
        row => /^[xy]1.*0 old/.test(row)).length, 2);
    same('each arrow is drawn, those to what was not seen dashed', await page.value(`(() => {
            const edges = JSON.parse(document.getElementById('data').textContent).edges;
            const drawn = [...document.querySelectorAll('.arrows g')];
            const dashed = drawn.filter(g => getComputedStyle(g.firstChild).strokeDasharray !== 'none');
            return edges.length > 0 && edges.length === drawn.length &&
                   dashed.length > 0 && dashed.every(g => g.matches('.misses'));
        })()`), true);
    await load('deadlock.html');
    same('locks have bars', await page.value(
        `document.querySelectorAll('.bar.begins').length`), 2);
}

const lefts = `new Set([...document.querySelectorAll('.card')].map(c => c.getBoundingClientRect().left)).size`;

async function widths() {
    await page.size(1400, 800, 'light');
    await load('deadlock.html');
    same('threads stand side by side', await page.value(lefts), 2);
    await page.size(360, 800, 'light');
    await load('deadlock.html');
    same('on a phone there is one column', await page.value(lefts), 1);
    same('in which each row names its thread', await page.value(
        `[...document.querySelectorAll('.step .name')].every(n => n.offsetWidth > 20 && /thread/.test(n.textContent))`), true);
    const hidden = [];
    for (const key of ['Home', 'j', 'j', 'j']) {
        await page.press(key);
        await page.value('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
        const seen = await page.value(`(() => {
            const card = document.querySelector('[aria-current=step] .card').getBoundingClientRect();
            return card.top >= 0 && card.bottom <= document.querySelector('.player').getBoundingClientRect().top;
        })()`);
        if (!seen)
            hidden.push(`${await step()} is hidden`);
    }
    tell('the chosen step is in sight', hidden);
}

async function hostile() {
    page.messages.splice(0);
    await load('hostile.html');
    same('what a submission says is text', await page.value(
        `[document.images.length, document.scripts.length, document.body.textContent.includes('</script><img'),
          document.querySelector('h1').textContent.includes('onerror')]`), [0, 2, true, true]);
    tell('and nothing of it runs', page.messages.splice(0));
    await page.value(`new Promise(done => {
        document.addEventListener('securitypolicyviolation', done);
        document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.ran = 1">' +
                                         '<p onclick="window.ran = 1">');
        document.body.lastChild.click();
        const script = document.createElement('script');
        script.textContent = 'window.ran = 1';
        document.body.append(script);
    })`);
    same('nor would it, had it got in', await page.value('window.ran === undefined'), true);
}

try {
    for (const test of [looks, stepping, values, widths, hostile])
        await test();
} finally {
    await browser.close();
}
