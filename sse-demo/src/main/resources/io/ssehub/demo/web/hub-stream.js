const READINGS = '/readings?by=board';
const EVENTS = '/events?' + ['sensors/**', 'boards/*'].map(pattern => 'topic=' + encodeURIComponent(pattern)).join('&');

const FETCH_TIMEOUT_MILLIS = 10_000;
const FIRST_RETRY_MILLIS = 1_000;
const LAST_RETRY_MILLIS = 30_000;
/** A stream that lasted this long was a good one: the next failure starts with a short wait again. */
const GOOD_STREAM_MILLIS = 10_000;
/** Comments, the hub's keep-alives among them, are invisible to a page; so a stream that has been silent for this long is opened anew, in case it is dead. */
const SILENCE_MILLIS = 60_000;

/** The statuses that make it useless to come back, and what they mean; 204 is the hub's word for that. */
const REFUSALS = {204: 'stopped', 401: 'locked', 403: 'forbidden'};

/**
 * The hub's readings as they come: all the newest at first, then each change, without a gap in between, for as long as the hub can be reached.
 *
 * The browser's own EventSource reconnects, with the id of the last event, for as long as it cares to. When it gives up (any answer but 200), when the
 * hub says that events were lost (`reset`) and when nothing was heard for long, everything is read anew, with growing, random pauses after failures.
 *
 * The listener gets `status({state, retryAt})`, `snapshot(boards)`, `readings(board, values)` and `presence(board, online)`. States: `connecting`; `live`; `waiting`, until
 * `retryAt` (milliseconds since the epoch; null when only the browser knows); `stopped`, because the hub said so;
 * `locked`, as it wants to know who asks; `forbidden`, as it knows, and shows them nothing.
 */
export class HubStream {
    #listener;
    #source = null;
    #state = null;
    #attempt = 0;
    #failures = 0;
    #retryTimer = 0;
    #openedAt = 0;
    #heardAt = 0;

    constructor(listener) {
        this.#listener = listener;
    }

    /** Reads everything anew, then listens. A stream that is live stays so in the listener's eyes unless this fails. */
    async open() {
        const attempt = this.#abandon();
        if (this.#state !== 'live') {
            this.#tell('connecting');
        }
        try {
            const answer = await fetch(READINGS, {cache: 'no-store', signal: AbortSignal.timeout(FETCH_TIMEOUT_MILLIS)});
            const boards = answer.ok ? parse(await answer.text()) : null;
            if (attempt !== this.#attempt) {
                return;
            }
            if (REFUSALS[answer.status] !== undefined) {
                this.#stop(REFUSALS[answer.status]);
                return;
            }
            if (boards === null) {
                this.#retry();
                return;
            }
            this.#heard();
            this.#listener.snapshot(boards);
            this.#listen(answer.headers.get('SSE-Last-Event-ID'), attempt);
        } catch {
            if (attempt === this.#attempt) {
                this.#retry();
            }
        }
    }

    /** Lets the connection go, until the next `open`. */
    close() {
        this.#abandon();
        this.#state = null;
    }

    /** Makes sure, now and then, that a silent stream is not a dead one. */
    check() {
        if (this.#state === 'live' && Date.now() - this.#heardAt > SILENCE_MILLIS) {
            this.open();
        }
    }

    /** When anything last came from the hub, in milliseconds since the epoch; 0 = never. */
    get heardAt() {
        return this.#heardAt;
    }

    #abandon() {
        clearTimeout(this.#retryTimer);
        this.#source?.close();
        this.#source = null;
        return ++this.#attempt;
    }

    #listen(position, attempt) {
        const source = new EventSource(position ? `${EVENTS}&lastEventId=${encodeURIComponent(position)}` : EVENTS);
        this.#source = source;
        source.addEventListener('open', () => {
            this.#openedAt = Date.now();
            this.#heard();
            this.#tell('live');
        });
        source.addEventListener('new_readings', event => {
            this.#heard();
            this.#readings(event.data);
        });
        for (const presence of ['online', 'offline']) {
            source.addEventListener(presence, event => {
                this.#heard();
                this.#presence(event.data, presence === 'online');
            });
        }
        source.addEventListener('reset', () => this.#retry());
        source.addEventListener('error', () => {
            if (source.readyState === EventSource.CONNECTING) {
                this.#judgeStream();
                this.#tell('waiting');
            } else {
                this.#gaveUp(attempt);
            }
        });
    }

    #readings(data) {
        const values = parseObject(data);
        if (typeof values.id === 'string') {
            this.#listener.readings(values.id, values);
        }
    }

    #presence(data, online) {
        const {board} = parseObject(data);
        if (typeof board === 'string') {
            this.#listener.presence(board, online);
        }
    }

    /** EventSource hides the status that made it give up. */
    async #gaveUp(attempt) {
        let stopped;
        try {
            const answer = await fetch(EVENTS, {method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(FETCH_TIMEOUT_MILLIS)});
            stopped = REFUSALS[answer.status];
        } catch {
            // not to be reached: the next attempt will tell
        }
        if (attempt !== this.#attempt) {
            return;
        }
        if (stopped !== undefined) {
            this.#stop(stopped);
        } else {
            this.#retry();
        }
    }

    #stop(state) {
        this.#abandon();
        this.#tell(state);
    }

    #retry() {
        this.#judgeStream();
        this.#abandon();
        const longest = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS * 2 ** this.#failures++);
        const wait = longest * (0.5 + Math.random() / 2);
        this.#retryTimer = setTimeout(() => this.open(), wait);
        this.#tell('waiting', Date.now() + wait);
    }

    #judgeStream() {
        if (this.#openedAt > 0 && Date.now() - this.#openedAt > GOOD_STREAM_MILLIS) {
            this.#failures = 0;
        }
        this.#openedAt = 0;
    }

    #heard() {
        this.#heardAt = Date.now();
    }

    #tell(state, retryAt = null) {
        this.#state = state;
        this.#listener.status({state, retryAt});
    }
}

/** Reads an object; whatever is none is an empty one. */
function parseObject(json) {
    try {
        const value = parse(json);
        return value !== null && typeof value === 'object' ? value : {};
    } catch {
        return {};
    }
}

/** Reads JSON, but leaves numbers as the text that was sent, where the browser tells it: 48.0 is not 48 to a reader, nor is 2^53 + 1 the number before it. */
function parse(json) {
    return JSON.parse(json, (key, value, context) => typeof value === 'number' ? context?.source ?? value : value);
}
