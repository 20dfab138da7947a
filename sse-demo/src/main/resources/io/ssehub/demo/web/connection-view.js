import * as format from './format.js';

const WORDS = {connecting: 'Connecting', live: 'Live', waiting: 'Reconnecting', stopped: 'Stopped by the hub', locked: 'Signed out', forbidden: 'No right to read'};

/** The line that tells whether what is shown is live. Only its first words are announced to screen readers: the rest changes every second. */
export class ConnectionView {
    #element = document.getElementById('connection');
    #state = document.getElementById('connection-state');
    #detail = document.getElementById('connection-detail');
    #retry = document.getElementById('connection-retry');
    #status = {state: 'connecting', retryAt: null, heardAt: 0, eventsPerSecond: 0};

    constructor(onRetry) {
        this.#retry.addEventListener('click', onRetry);
        this.tick();
    }

    show(status) {
        this.#status = status;
        this.tick();
    }

    tick() {
        const {state, retryAt, heardAt, eventsPerSecond} = this.#status;
        const now = Date.now();
        this.#element.dataset.state = state;
        if (this.#state.textContent !== WORDS[state]) {
            this.#state.textContent = WORDS[state];
            document.title = state === 'live' ? 'SSE Hub' : `${WORDS[state]} – SSE Hub`;
        }
        this.#retry.hidden = state !== 'stopped' && (retryAt === null || retryAt - now < 3_000);
        if (state === 'live') {
            this.#detail.textContent = format.plural(eventsPerSecond, 'event/s', 'events/s');
        } else {
            const wait = state === 'waiting' && retryAt !== null ? `in ${format.duration(Math.max(0, retryAt - now))}` : '';
            const heard = heardAt > 0 ? `last heard ${format.duration(now - heardAt)} ago` : '';
            this.#detail.textContent = [wait, heard].filter(Boolean).join(' · ');
        }
    }
}
