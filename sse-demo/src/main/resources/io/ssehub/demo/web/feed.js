import {HubStream} from './hub-stream.js';
import {Series, WINDOW_MILLIS} from './series.js';

/** How long changes gather before they go to the pages: one message then carries them all. */
const GATHER_MILLIS = 100;
/** Series that may have a point for every second; with more, each gets fewer points, so that memory stays bounded. */
const FULL_SERIES = 5_000;
const MAX_BOARDS = 20_000;
const MAX_SENSORS = 256;
const RESERVED = new Set(['id', 'readingId']);

/**
 * All boards' newest values and recent history, from one stream of the hub, for any number of pages.
 *
 * Each page is a MessagePort and a revision: the newest change it has been sent. A message carries whatever changed since, and the next one waits until
 * the page has drawn this one and asked for `more`. So nothing queues up for a page that is slow, hidden or frozen: it skips to the newest values.
 *
 * From a page: `more`, `history` (of a `board`), `retry`, `bye`. To a page: `changes` {full, status, boards: [{id, heardAt, online, values: [[name, value]]}]},
 * where `full` means that boards not in the message are gone; `history` {board, sensors: [[name, times, values]]}.
 */
export class Feed {
    #boards = new Map();
    #pages = new Set();
    #revision = 0;
    #status = {state: 'connecting', retryAt: null};
    #gathering = false;
    #since = Date.now();
    #seriesCount = 0;
    #eventsThisSecond = 0;
    #eventsPerSecond = 0;

    #stream = new HubStream({
        status: status => {
            this.#status = status;
            this.#changed();
            if (status.state === 'locked') {
                this.#forgetAll();
            }
        },
        snapshot: boards => this.#snapshot(boards),
        readings: (id, values) => {
            this.#eventsThisSecond++;
            const board = this.#board(id);
            if (board !== undefined) {
                this.#apply(board, values, Date.now());
            }
        },
        presence: (id, online) => {
            const board = this.#boards.get(id);
            if (board !== undefined) {
                board.online = online;
                board.known = true;
                board.heardAt = online ? Date.now() : board.heardAt;
                board.revision = this.#changed();
            }
        },
    });

    constructor() {
        setInterval(() => this.#everySecond(), 1_000);
        addEventListener('online', () => {
            if (this.#pages.size > 0) {
                this.#stream.open();
            }
        });
    }

    /**
     * Serves the page at the other end of `port`, until it says `bye`. Without pages there is no stream: a page that the browser keeps for its "back"
     * keeps the worker running too.
     */
    attach(port) {
        if (this.#pages.size === 0) {
            this.#stream.open();
        }
        const page = {port, sent: 0, wantsMore: false};
        this.#pages.add(page);
        port.onmessage = ({data}) => {
            switch (data.type) {
                case 'more':
                    page.wantsMore = true;
                    if (page.sent < this.#revision) {
                        this.#gather();
                    }
                    break;
                case 'history':
                    port.postMessage(this.#history(data.board));
                    break;
                case 'retry':
                    this.#stream.open();
                    break;
                case 'bye':
                    this.#pages.delete(page);
                    port.close();
                    if (this.#pages.size === 0) {
                        this.#stream.close();
                    }
                    break;
            }
        };
    }

    /** Lets the connection go, until `resume`. */
    pause() {
        this.#stream.close();
    }

    resume() {
        this.#stream.open();
    }

    #board(id) {
        let board = this.#boards.get(id);
        if (board === undefined && this.#boards.size < MAX_BOARDS) {
            board = {id, revision: 0, heardAt: null, online: true, known: true, sensors: new Map()};
            this.#boards.set(id, board);
        }
        return board;
    }

    #snapshot(boards) {
        for (const board of this.#boards.values()) {
            board.known = false;
        }
        for (const [id, values] of Object.entries(boards)) {
            const board = this.#board(id);
            if (board !== undefined && values !== null && typeof values === 'object') {
                board.known = true;
                this.#apply(board, values, null);
            }
        }
        const revision = this.#changed();
        for (const board of this.#boards.values()) {
            if (!board.known) {
                board.revision = revision;
            }
        }
    }

    /** Takes over `values`, heard at `heardAt`; null = at some time in the past. */
    #apply(board, values, heardAt) {
        board.known = true;
        board.heardAt = heardAt ?? board.heardAt;
        board.online = heardAt !== null || board.online;
        const revision = this.#changed();
        board.revision = revision;
        for (const [name, value] of Object.entries(values)) {
            if (RESERVED.has(name) || !isNumeric(value)) {
                continue;
            }
            let sensor = board.sensors.get(name);
            if (sensor === undefined) {
                if (board.sensors.size === MAX_SENSORS) {
                    continue;
                }
                sensor = {value: null, revision: 0, series: new Series()};
                board.sensors.set(name, sensor);
                this.#seriesCount++;
            }
            if (sensor.value !== value) {
                sensor.value = value;
                sensor.revision = revision;
                sensor.series.add(heardAt ?? Date.now(), Number(value), this.#bucketMillis);
            }
        }
    }

    get #bucketMillis() {
        return Math.max(1, this.#seriesCount / FULL_SERIES) * 1_000;
    }

    #everySecond() {
        this.#stream.check();
        this.#forgetUnknown();
        if (this.#eventsPerSecond !== this.#eventsThisSecond) {
            this.#eventsPerSecond = this.#eventsThisSecond;
            this.#changed();
        }
        this.#eventsThisSecond = 0;
    }

    /** A board that a restarted hub has not heard of stays for as long as its chart has something to show. */
    #forgetUnknown() {
        const oldest = Date.now() - WINDOW_MILLIS;
        let forgot = false;
        for (const board of this.#boards.values()) {
            if (!board.known && (board.heardAt ?? 0) < oldest) {
                this.#boards.delete(board.id);
                this.#seriesCount -= board.sensors.size;
                forgot = true;
            }
        }
        if (forgot) {
            for (const page of this.#pages) {
                page.sent = 0;
            }
            this.#changed();
        }
    }

    /** Who has signed out leaves nothing behind. */
    #forgetAll() {
        this.#boards.clear();
        this.#seriesCount = 0;
        for (const page of this.#pages) {
            page.sent = 0;
        }
    }

    #changed() {
        this.#gather();
        return ++this.#revision;
    }

    #gather() {
        if (!this.#gathering) {
            this.#gathering = true;
            setTimeout(() => this.#send(), GATHER_MILLIS);
        }
    }

    #send() {
        this.#gathering = false;
        const status = {
            ...this.#status, since: this.#since, heardAt: this.#stream.heardAt, eventsPerSecond: this.#eventsPerSecond, bucketMillis: this.#bucketMillis,
        };
        for (const page of this.#pages) {
            if (page.wantsMore && page.sent < this.#revision) {
                page.port.postMessage({type: 'changes', full: page.sent === 0, status, boards: this.#changesSince(page.sent)});
                page.sent = this.#revision;
                page.wantsMore = false;
            }
        }
    }

    #changesSince(revision) {
        const changes = [];
        for (const board of this.#boards.values()) {
            if (board.revision > revision) {
                const values = [];
                for (const [name, sensor] of board.sensors) {
                    if (sensor.revision > revision) {
                        values.push([name, sensor.value]);
                    }
                }
                changes.push({id: board.id, heardAt: board.heardAt, online: board.online && board.known, values});
            }
        }
        return changes;
    }

    #history(id) {
        const sensors = this.#boards.get(id)?.sensors ?? new Map();
        return {type: 'history', board: id, sensors: [...sensors].map(([name, {series}]) => [name, series.times, series.values])};
    }
}

/** Boards send numbers, or text that holds one; whoever may publish could send anything. */
function isNumeric(value) {
    return typeof value === 'number' || typeof value === 'string' && value.length <= 64 && value.trim() !== '' && Number.isFinite(Number(value));
}
