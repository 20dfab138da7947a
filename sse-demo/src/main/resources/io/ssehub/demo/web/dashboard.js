import {BoardList} from './board-list.js';
import {BoardNumbers} from './board-numbers.js';
import {ConnectionView} from './connection-view.js';
import {FeedClient} from './feed-client.js';
import {SensorDetail} from './sensor-detail.js';
import {SignIn} from './sign-in.js';
import {timeline} from './timeline.js';
import * as format from './format.js';

/** Charts slide every so many seconds; less often for readers who asked for little motion. */
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const CALM_SECONDS = 10;

const byId = id => document.getElementById(id);
const filter = byId('filter');
const order = byId('order');

/** Before the hub's first answer nothing is known, not even that there is nothing. */
let answered = false;

const detail = new SensorDetail(() => boards.pin(null));
const boards = new BoardList(byId('boards'), id => feed.history(id), (card, sensor) => {
    boards.pin(card);
    detail.open(card, sensor);
});
const connection = new ConnectionView(() => feed.retry());
const signIn = new SignIn(() => feed.retry());
const feed = new FeedClient({
    // No frame is drawn while the page is hidden, so a hidden page asks for nothing more either.
    changes: ({full, status, boards: changed}) => requestAnimationFrame(() => {
        timeline.since = status.since;
        boards.update(changed, full, status.bucketMillis);
        connection.show(status);
        signIn.show(status.state);
        numbers.connected = status.state === 'live';
        answered = status.state === 'live' || answered && status.state !== 'locked' && status.state !== 'forbidden';
        showTotals();
        feed.more();
    }),
    history: ({board, sensors}) => boards.remember(board, sensors),
});
const numbers = new BoardNumbers(counts => boards.count(counts));

filter.addEventListener('input', () => {
    boards.filter(filter.value);
    showTotals();
});
order.addEventListener('change', () => boards.order(order.value));
byId('controls').addEventListener('submit', event => event.preventDefault());

let seconds = 0;
setInterval(() => {
    connection.tick();
    boards.tick(!calm.matches || ++seconds % CALM_SECONDS === 0);
    detail.draw();
}, 1_000);

function showTotals() {
    const {size, shown, sensorCount} = boards;
    const all = format.plural(size, 'board', 'boards');
    byId('totals').textContent = size === 0 ? '' : `${shown < size ? `${format.count(shown)} of ` : ''}${all} · ${format.plural(sensorCount, 'sensor', 'sensors')}`;
    byId('empty').hidden = size > 0 || !answered;
    byId('no-match').hidden = size === 0 || shown > 0;
    byId('no-match').textContent = `No board or sensor has “${filter.value.trim()}” in its name.`;
}

const {udpPort} = document.documentElement.dataset;
const host = location.hostname.replace(/^\[|]$/g, '');
byId('first-reading').textContent = `echo '{"board":"kitchen","temperature":21.4}' | nc -u -w0 ${host} ${udpPort}`;
byId('empty-udp').hidden = udpPort === '';
byId('empty-no-udp').hidden = udpPort !== '';
