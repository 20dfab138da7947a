import {Feed} from './feed.js';

/** Part of the worker's name: a page of a newer hub must not be served by an older hub's worker that another tab keeps alive. */
const PROTOCOL = 3;

/**
 * A page's end of the feed: the one that all tabs share in a SharedWorker, or, where there is none, one of its own that lets its connection go while the
 * page is hidden, so that it still takes no more connections than there are pages in sight.
 *
 * The listener gets `changes` and `history`, as the feed sends them; it calls `more` when it is ready for the next changes.
 */
export class FeedClient {
    #listener;
    #port;

    constructor(listener) {
        this.#listener = listener;
        this.#connect();
        addEventListener('pagehide', () => this.#port.postMessage({type: 'bye'}));
        addEventListener('pageshow', event => {
            if (event.persisted) {
                this.#connect();
            }
        });
    }

    more() {
        this.#port.postMessage({type: 'more'});
    }

    history(board) {
        this.#port.postMessage({type: 'history', board});
    }

    /** Connects at once, whatever the reason that there is no connection. */
    retry() {
        this.#port.postMessage({type: 'retry'});
    }

    #connect() {
        if (typeof SharedWorker === 'undefined') {
            this.#use(ownFeed());
            return;
        }
        const worker = new SharedWorker(new URL('feed-worker.js', import.meta.url), {type: 'module', name: `SSE Hub ${PROTOCOL}`});
        worker.addEventListener('error', () => this.#use(ownFeed()), {once: true});
        this.#use(worker.port);
    }

    #use(port) {
        this.#port = port;
        port.onmessage = ({data}) => this.#listener[data.type](data);
        this.more();
    }
}

let feed = null;

function ownFeed() {
    if (feed === null) {
        feed = new Feed();
        document.addEventListener('visibilitychange', () => document.hidden ? feed.pause() : feed.resume());
    }
    const {port1, port2} = new MessageChannel();
    feed.attach(port1);
    return port2;
}
