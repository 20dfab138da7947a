import {WINDOW_MILLIS} from './series.js';

const SHORTEST_MILLIS = 60_000;

/** The stretch of time that all charts show: from when the feed began, but no more than WINDOW_MILLIS, to now. */
export const timeline = {
    /** When the feed began, in milliseconds since the epoch. */
    since: Date.now(),

    /** Where the charts begin at the time `now`. */
    from(now) {
        return Math.max(now - WINDOW_MILLIS, Math.min(this.since, now - SHORTEST_MILLIS));
    },
};
