import {BoardCard} from './board-card.js';
import {Painter} from './painter.js';

const names = new Intl.Collator('en', {numeric: true});
const byName = (a, b) => names.compare(a.id, b.id) || (a.id < b.id ? -1 : 1);
const ORDERS = {
    name: byName,
    silent: (a, b) => a.heardAt - b.heardAt || byName(a, b),
    lost: (a, b) => (b.numbers?.lost ?? 0) - (a.numbers?.lost ?? 0) || byName(a, b),
};
/** Cards this near to what is in sight have their rows already. */
const NEAR = '400px 0px';

/** All boards' cards, in the reader's order, those that the filter leaves. */
export class BoardList {
    #element;
    #onMount;
    #onOpen;
    #cards = new Map();
    #byElement = new WeakMap();
    #painter = new Painter();
    #filter = '';
    #order = byName;
    #mounted = new Set();
    #pinned = null;
    #sight = new IntersectionObserver(entries => this.#seen(entries), {rootMargin: NEAR});

    /** `onMount(board)` is called when a board's history is wanted, `onOpen(card, sensor)` when the reader picks a sensor. */
    constructor(element, onMount, onOpen) {
        this.#element = element;
        this.#onMount = onMount;
        this.#onOpen = onOpen;
    }

    /** Takes over `boards`, as the feed sends them; if `full`, there are no others. Charts get one point for each `bucketMillis`. */
    update(boards, full, bucketMillis) {
        if (full) {
            const ids = new Set(boards.map(board => board.id));
            for (const card of this.#cards.values()) {
                if (!ids.has(card.id)) {
                    this.#remove(card);
                }
            }
        }
        let added = false;
        for (const {id, heardAt, online, values} of boards) {
            let card = this.#cards.get(id);
            if (card === undefined) {
                card = this.#add(id);
                added = true;
            }
            const sensors = card.sensorCount;
            card.update(values, heardAt, online, bucketMillis);
            if (card.sensorCount !== sensors) {
                card.filter(this.#filter);
            }
        }
        if (added) {
            this.arrange();
        }
    }

    #add(id) {
        const card = new BoardCard(id, this.#onOpen);
        this.#cards.set(id, card);
        this.#byElement.set(card.element, card);
        this.#sight.observe(card.element);
        return card;
    }

    #remove(card) {
        this.#sight.unobserve(card.element);
        this.#unmount(card);
        card.element.remove();
        this.#cards.delete(card.id);
    }

    remember(id, sensors) {
        const card = this.#cards.get(id);
        if (card !== undefined) {
            card.remember(sensors);
            this.#paint(card);
        }
    }

    /** Takes over the hub's counts of each board's datagrams: `numbers` by board, with the time `heardAt` of the last one, and whether the board is `online`. */
    count(boards) {
        for (const {id, numbers, heardAt, online} of boards) {
            this.#cards.get(id)?.count(numbers, heardAt, online);
        }
        if (this.#order !== byName && !this.#element.contains(document.activeElement)) {
            this.arrange();
        }
    }

    /** Moves the clock on: ages, and charts if `draw`. */
    tick(draw) {
        const now = Date.now();
        for (const card of this.#mounted) {
            card.tick(now);
            if (draw) {
                this.#paint(card);
            }
        }
    }

    #paint(card) {
        for (const row of card.rows()) {
            this.#painter.add(row, card);
        }
    }

    filter(text) {
        this.#filter = text.trim().toLowerCase();
        for (const card of this.#cards.values()) {
            card.filter(this.#filter);
        }
    }

    order(name) {
        this.#order = ORDERS[name];
        this.arrange();
    }

    /** Puts the cards into order, moving no more of them than needed. */
    arrange() {
        let next = this.#element.firstElementChild;
        for (const card of [...this.#cards.values()].sort(this.#order)) {
            if (card.element === next) {
                next = next.nextElementSibling;
            } else {
                this.#element.insertBefore(card.element, next);
            }
        }
    }

    /** Keeps the rows of `card` even out of sight, instead of those of the card pinned before; null = of none. */
    pin(card) {
        this.#pinned = card;
    }

    get size() {
        return this.#cards.size;
    }

    get sensorCount() {
        let count = 0;
        for (const card of this.#cards.values()) {
            count += card.sensorCount;
        }
        return count;
    }

    get shown() {
        let count = 0;
        for (const card of this.#cards.values()) {
            count += card.shown ? 1 : 0;
        }
        return count;
    }

    #seen(entries) {
        for (const {target, isIntersecting} of entries) {
            const card = this.#byElement.get(target);
            if (isIntersecting && !card.mounted && this.#cards.has(card.id)) {
                card.mount();
                this.#mounted.add(card);
                this.#onMount(card.id);
                this.#paint(card);
            } else if (!isIntersecting && card !== this.#pinned) {
                this.#unmount(card);
            }
        }
    }

    #unmount(card) {
        if (this.#mounted.delete(card)) {
            card.unmount();
        }
    }
}
