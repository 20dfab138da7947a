const PERIOD_MILLIS = 5_000;
/** Asking takes at most this part of the time: a hub with many boards, or a slow one, is asked less often. */
const SHARE = 1 / 20;

/** Asks the hub for its counts of each board's datagrams, now and then, as long as the page is in sight and `connected`. */
export class BoardNumbers {
    #listener;
    #timer = 0;
    #connected = false;

    /** `listener(boards)` gets {id, numbers, heardAt, online} of each board. */
    constructor(listener) {
        this.#listener = listener;
        document.addEventListener('visibilitychange', () => this.#again(0));
    }

    set connected(connected) {
        if (connected !== this.#connected) {
            this.#connected = connected;
            this.#again(0);
        }
    }

    #again(millis) {
        clearTimeout(this.#timer);
        if (this.#connected && !document.hidden) {
            this.#timer = setTimeout(() => this.#ask(), millis);
        }
    }

    async #ask() {
        const started = performance.now();
        try {
            for (let after = ''; after !== undefined;) {
                const answer = await fetch(`/api/boards?after=${encodeURIComponent(after)}`, {cache: 'no-store', signal: AbortSignal.timeout(10_000)});
                if (answer.status === 401 || answer.status === 403) {
                    return; // they are for operators
                }
                const {boards = [], next} = await answer.json();
                const skewMillis = clockSkew(answer.headers.get('Date'));
                this.#listener(boards.map(board => read(board, skewMillis)));
                after = next;
            }
        } catch {
            // the connection's state is shown elsewhere; the numbers just stay as they are
        }
        this.#again(Math.max(PERIOD_MILLIS, (performance.now() - started) / SHARE));
    }
}

function read({name, lastSeen, online, ...numbers}, skewMillis) {
    return {id: name, numbers, online, heardAt: Date.parse(lastSeen) - skewMillis};
}

/** How far the hub's clock is ahead of this machine's; differences within the header's precision and the answer's way count as none. */
function clockSkew(date) {
    const ahead = Date.parse(date) - Date.now();
    return Math.abs(ahead) > 3_000 ? ahead : 0;
}
