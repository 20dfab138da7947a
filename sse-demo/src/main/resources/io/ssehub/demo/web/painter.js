const BUDGET_MILLIS = 6;

/** Draws rows a few at a time, so that no frame takes long however many there are. A row that waits already is not queued twice. */
export class Painter {
    #due = new Map();
    #running = false;

    /** Draws `row` of `card` soon. */
    add(row, card) {
        this.#due.set(row, card);
        if (!this.#running) {
            this.#running = true;
            requestAnimationFrame(() => this.#paint());
        }
    }

    #paint() {
        const end = performance.now() + BUDGET_MILLIS;
        const now = Date.now();
        for (const [row, card] of this.#due) {
            this.#due.delete(row);
            if (row.element.isConnected) {
                row.draw(now, card.heardAt);
            }
            if (performance.now() > end) {
                break;
            }
        }
        this.#running = this.#due.size > 0;
        if (this.#running) {
            requestAnimationFrame(() => this.#paint());
        }
    }
}
