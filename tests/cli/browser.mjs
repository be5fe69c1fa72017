// Drives a headless Chromium by the DevTools protocol over a pipe, with nothing
// but node: messages are JSON, each ended by a NUL, on descriptors 3 and 4.
import { spawn } from 'node:child_process';

const START_MS = 30000; // for an answer; a busy machine is slow

export async function startBrowser(program, profile) {
    const child = spawn(program, [
        '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
        '--disable-dev-shm-usage', '--remote-debugging-pipe', '--hide-scrollbars',
        `--user-data-dir=${profile}`, 'about:blank',
    ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const waiting = new Map();
    const listeners = [];
    let last = 0, rest = '';

    child.stdio[4].setEncoding('utf8');
    child.stdio[4].on('data', data => {
        const parts = (rest + data).split('\0');
        rest = parts.pop();
        for (const message of parts.map(part => JSON.parse(part))) {
            if (message.id === undefined) {
                listeners.forEach(listener => listener(message));
                continue;
            }
            const { resolve, reject } = waiting.get(message.id);
            waiting.delete(message.id);
            if (message.error)
                reject(new Error(message.error.message));
            else
                resolve(message.result);
        }
    });

    function send(method, params = {}, sessionId = undefined) {
        const id = ++last;
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), START_MS);
            const settle = f => value => { clearTimeout(timer); f(value); };
            waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
            child.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
        });
    }

    return {
        send,
        listen: listener => listeners.push(listener),
        async close() {
            const gone = new Promise(resolve => child.once('exit', resolve));
            await send('Browser.close').catch(() => child.kill());
            await gone;
        },
    };
}

// A page; `messages` collects what its console and its policy complain about.
export async function openPage(browser) {
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    const messages = [], loads = [];
    const send = (method, params) => browser.send(method, params, sessionId);

    browser.listen(({ method, params, sessionId: from }) => {
        if (from !== sessionId)
            return;
        if (method === 'Page.loadEventFired')
            loads.splice(0).forEach(resolve => resolve());
        if (method === 'Runtime.exceptionThrown')
            messages.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
        if (method === 'Runtime.consoleAPICalled')
            messages.push(params.args.map(arg => arg.value).join(' '));
        if (method === 'Log.entryAdded')
            messages.push(params.entry.text);
        if (method === 'Page.javascriptDialogOpening')
            messages.push(`a dialog: ${params.message}`);
        if (method === 'Network.requestWillBeSent' && !params.request.url.startsWith('file:'))
            messages.push(`a request to ${params.request.url}`);
    });
    for (const domain of ['Page', 'Runtime', 'Log', 'Network'])
        await send(`${domain}.enable`);

    return {
        messages,
        send,
        async size(width, height, scheme) {
            await send('Emulation.setDeviceMetricsOverride',
                       { width, height, deviceScaleFactor: 1, mobile: width < 600 });
            await send('Emulation.setEmulatedMedia', { features: [
                { name: 'prefers-color-scheme', value: scheme },
                { name: 'prefers-reduced-motion', value: 'reduce' },
            ] });
        },
        async load(file) {
            const loaded = new Promise(resolve => loads.push(resolve));
            await send('Page.navigate', { url: `file://${file}` });
            await loaded;
        },
        async value(expression) {
            const { result, exceptionDetails } = await send('Runtime.evaluate',
                { expression, returnByValue: true, awaitPromise: true });
            if (exceptionDetails)
                throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
            return result.value;
        },
        async press(key, code = key) {
            const text = key.length === 1 ? { text: key } : {};
            await send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, ...text });
            await send('Input.dispatchKeyEvent', { type: 'keyUp', key, code });
        },
        async picture() {
            const { data } = await send('Page.captureScreenshot', { format: 'png' });
            return Buffer.from(data, 'base64');
        },
    };
}
