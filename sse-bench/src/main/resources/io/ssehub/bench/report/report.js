'use strict';

(() => {
    const {data: report, amount, element, numbers, table, figure, line, options, countAxis, timeAxis, percentiles} = page;
    const {connections, deliveries, latencies, timeline, publishing, reconnects, tester, server, machine} = report;
    const place = id => document.getElementById(id);
    const sum = causes => Object.values(causes).reduce((all, one) => all + one, 0);
    const byCount = causes => Object.entries(causes).sort(([, a], [, b]) => b - a);
    const most = causes => byCount(causes).slice(0, 3).map(([cause, count]) => `${amount.count(count)} ${cause}`).join(', ');
    const target = report.settings['--url'] ?? report.settings['--subscribe-url'];
    const window = report.settings['--publish-window'];

    function heading() {
        const title = target ? `Load test of ${target}` : 'Load test';
        document.title = title;
        place('title').textContent = title;
        const started = `${report.started.slice(0, 10)} ${report.started.slice(11, 19)} UTC`;
        place('when').textContent = `${started} · measured for ${amount.clock(report.seconds)} · sse-bench ${report.version}`;
    }

    function warnings() {
        const texts = [
            ...(report.interrupted ? ['The run was ended before its time: this is what it had measured until then.'] : []),
            ...(connections.opened === 0 ? [`No stream ever began: ${amount.count(sum(connections.failed))} attempts failed: ${most(connections.failed)}.`] : []),
            ...tester.warnings,
        ];
        place('warnings').append(...texts.map(text => element('li', '', text)));
        place('warnings').hidden = texts.length === 0;
    }

    function about() {
        place('about').textContent = window
            ? `The work is a closed loop: an event is due once fewer than ${window} are on their way, so it is the server that sets the pace. A latency counts from then`
                + ' until a stream had the event: it tells how long the queue was, not what a steady pace would meet.'
            : 'The work is an open loop: events are due at a steady pace whatever the server does, and a latency counts from the moment an event was due to be'
                + ' published until a stream had it. A server that pauses is thus charged with every event that had to wait, not only with the one it held up'
                + ' (no coordinated omission).';
    }

    function headline() {
        const {delivery} = latencies;
        const latency = (name, micros) => [name, delivery.count > 0 ? amount.time(micros) : '–', 'due to received'];
        place('headline').append(numbers([
            ['Streams open', amount.count(connections.open), `of ${amount.count(connections.asked)} asked for`, connections.open < connections.asked ? 'bad' : ''],
            ['Deliveries', amount.perSecond(deliveries.perSecond), `${amount.count(deliveries.events)} in all`],
            ['Lost', amount.count(deliveries.lost), 'events, over all streams', deliveries.lost > 0 ? 'bad' : ''],
            ['Duplicated / reordered', `${amount.count(deliveries.duplicated)} / ${amount.count(deliveries.reordered)}`, 'events, over all streams',
                deliveries.duplicated + deliveries.reordered > 0 ? 'bad' : ''],
            ['CPU of the server', server ? `${amount.time(server.cpuMicrosPerDelivery)}` : '–', server ? 'for each delivery' : 'not read: no --server-pid'],
            latency('Latency p50', delivery.p50Micros),
            latency('Latency p99', delivery.p99Micros),
            latency('Latency p99.9', delivery.p999Micros),
            latency('Latency, longest', delivery.maxMicros),
            ['CPU of the tester', amount.share(tester.cpuShare), 'of one processor'],
        ]));
    }

    function verdicts() {
        const row = ({limit, measured, held}) => [limit, measured, element('strong', held ? 'good' : 'bad', held ? '✓ held' : '✗ missed')];
        place('verdicts').append(table('Limits that were stated', ['', 'measured', ''], report.verdicts.map(row), 'narrow'));
        place('verdicts').hidden = report.verdicts.length === 0;
    }

    /** Marks the phases of the run behind a chart: all but the measured one are shaded. */
    const phases = {
        id: 'phases',
        beforeDatasetsDraw({ctx, chartArea: {left, right, top, bottom}, scales: {x}}, args, {spans, band, quiet}) {
            ctx.save();
            ctx.font = `11px ${Chart.defaults.font.family}`;
            ctx.textBaseline = 'top';
            for (const {phase, from, to} of spans) {
                const start = Math.max(left, x.getPixelForValue(from));
                const width = Math.min(right, x.getPixelForValue(to)) - start;
                ctx.fillStyle = phase === 'measured' ? 'transparent' : band;
                ctx.fillRect(start, top, width, bottom - top);
                ctx.fillRect(start, top, 1, bottom - top);
                if (ctx.measureText(phase).width + 8 <= width) {
                    ctx.fillStyle = quiet;
                    ctx.fillText(phase, start + 4, top + 3);
                }
            }
            ctx.restore();
        },
    };

    const seconds = timeline.map((second, i) => ({...second, from: i === 0 ? 0 : timeline[i - 1].at}));
    const spans = [];
    for (const {phase, from, at} of seconds) {
        if (spans.at(-1)?.phase === phase) {
            spans.at(-1).to = at;
        } else {
            spans.push({phase, from, to: at});
        }
    }
    const end = seconds.at(-1)?.at ?? 0;
    const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].find(each => end / each <= 8) ?? 3600;

    /** A chart along the run, if there is anything to draw; `lines` makes its lines from a theme. */
    function alongTheRun(isAny, scales, label, lines) {
        return theme => {
            if (!isAny) {
                return null;
            }
            const x = {type: 'linear', min: 0, max: end, title: {display: true, text: 'time since the run began'},
                ticks: {stepSize: step, maxRotation: 0, callback: value => value % step === 0 ? amount.clock(value) : ''}};
            const {plugins, ...others} = options({x, ...scales}, value => amount.clock(value), label);
            return {
                type: 'line',
                data: {datasets: lines(theme)},
                options: {...others, plugins: {...plugins, phases: {spans, band: theme.band, quiet: theme.quiet}}},
                plugins: [phases],
            };
        };
    }

    const points = value => seconds.map(second => ({x: second.at, y: value(second)}));
    // A phase may end a moment after a second did: too short a time to speak of a rate.
    const perSecond = value => points(second => second.at - second.from < 0.25 ? NaN : second[value] / (second.at - second.from));
    const times = value => points(second => second[value] > 0 ? second[value] : NaN);

    function plots() {
        place('latency').append(
            figure('percentiles', 'Latency by percentile', 'From due to received, by one stream and by the last of them.',
                theme => percentiles(theme, [['each delivery', latencies.delivery], ['last stream of an event', latencies.last]])),
            figure('latency-over-time', 'Latency over time', 'From due to received, of the deliveries in each second.',
                alongTheRun(seconds.some(second => second.maxMicros > 0), {y: timeAxis()}, item => `${item.dataset.label}: ${amount.time(item.parsed.y)}`, theme => [
                    line(theme, 1, 'longest', times('maxMicros'), {borderWidth: 1.5}),
                    line(theme, 3, 'p99', times('p99Micros')),
                    line(theme, 0, 'p50', times('p50Micros')),
                ])));
        const left = title => countAxis(title, {position: 'left'});
        const right = (title, more) => countAxis(title, {position: 'right', suggestedMax: 10, grid: {drawOnChartArea: false}, ...more});
        const counted = item => `${item.dataset.label}: ${amount.number(item.parsed.y)}`;
        place('time').append(
            figure('connections', 'Connections', 'Streams open, and connections that failed or dropped.',
                alongTheRun(seconds.length > 0, {y: left('streams'), failures: right('failed or dropped per second')}, counted, theme => [
                    line(theme, 0, 'streams open', points(second => second.open)),
                    line(theme, 1, 'failed or dropped per second', perSecond('failures'), {yAxisID: 'failures'}),
                ])),
            figure('events', 'Events', 'What all streams received, and what this run published.',
                alongTheRun(seconds.length > 0, {
                y: left('received per second'),
                // Each event goes to every stream: were the axes as high, one line would hide the other.
                published: right('published per second', {grace: '100%'}),
            }, counted, theme => [
                    line(theme, 2, 'received per second, all streams', perSecond('events')),
                    line(theme, 4, 'published per second', perSecond('published'), {yAxisID: 'published'}),
                ])));
    }

    const parts = causes => byCount(causes).map(([cause, count]) => ({className: 'part', cells: [cause, amount.count(count)]}));

    function latencyTable() {
        const row = (name, {count, minMicros, meanMicros, p50Micros, p90Micros, p99Micros, p999Micros, p9999Micros, maxMicros}) => [name, amount.count(count),
            ...[minMicros, meanMicros, p50Micros, p90Micros, p99Micros, p999Micros, p9999Micros, maxMicros].map(micros => count > 0 ? amount.time(micros) : '–')];
        return table('How long things took', ['', 'count', 'shortest', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'p99.99', 'longest'], [
            row('delivery: due to received', latencies.delivery),
            row('last: due to received by every stream', latencies.last),
            row('publish lag of the tester, part of both', latencies.publishLag),
            row('connect: until the response’s head', latencies.connect),
            row('first event: since connecting', latencies.firstEvent),
            row('reconnect gap: end of a stream to the next', reconnects.gap),
        ], 'wide');
    }

    function tables() {
        place('latencies').append(latencyTable());
        place('numbers').append(
            table('Connections', [], [
                ['asked for', amount.count(connections.asked)],
                ['streams that began', amount.count(connections.opened)],
                ['open at the end', amount.count(connections.open)],
                ['closed by the tester, to churn', amount.count(connections.closed)],
                ['failed: never became a stream', amount.count(sum(connections.failed))],
                ...parts(connections.failed),
                ['dropped: ended by the other side', amount.count(sum(connections.dropped))],
                ...parts(connections.dropped),
            ]),
            table('What the streams received', [], [
                ['events of this run', amount.count(deliveries.events)],
                {className: 'part', cells: ['by streams open all the time', amount.count(deliveries.steady)]},
                {className: 'part', cells: ['by streams that came or went', amount.count(deliveries.churned)]},
                {className: 'part', cells: ['by streams that read slowly', amount.count(deliveries.slow)]},
                ['lost', amount.count(deliveries.lost)],
                ['duplicated', amount.count(deliveries.duplicated)],
                ['reordered', amount.count(deliveries.reordered)],
                ['streams with any of these', amount.count(deliveries.unsoundStreams)],
                ['other events', amount.count(deliveries.foreign)],
                {className: 'part', cells: ['notices of lost history (reset)', amount.count(deliveries.lossNotices)]},
                ['size of the streams', amount.bytes(deliveries.bytes)],
            ]),
            publishing ? table('Publishing', [], [
                ['events due', amount.count(publishing.due)],
                ['sent', amount.count(publishing.sent)],
                ['accepted', amount.count(publishing.accepted)],
                ['refused or unanswered', amount.count(sum(publishing.refused))],
                ...parts(publishing.refused),
            ]) : table('Publishing', [], [['This run published nothing.']]),
            table('Reconnects', [], [
                ['streams that came back', amount.count(reconnects.count)],
                ['of them without a gap in events', amount.count(reconnects.complete)],
                ['events missed in between', amount.count(reconnects.missed)],
            ]),
            table('Cost, while measured', [], [
                ['CPU time of the tester', amount.time(tester.cpuSeconds * 1e6)],
                {className: 'part', cells: ['of one processor', amount.share(tester.cpuShare)]},
                ...(server ? [
                    ['CPU time of the server', amount.time(server.cpuSeconds * 1e6)],
                    {className: 'part', cells: ['of one processor', report.seconds > 0 ? amount.share(server.cpuSeconds / report.seconds) : '–']},
                    {className: 'part', cells: ['for each delivery', amount.time(server.cpuMicrosPerDelivery)]},
                    ['memory of the server before', amount.bytes(server.residentBytesBefore)],
                    ['memory of the server at the end', amount.bytes(server.residentBytesAfter)],
                    {className: 'part', cells: ['more for each open stream', connections.open > 0
                        ? amount.bytes((server.residentBytesAfter - server.residentBytesBefore) / connections.open) : '–']},
                ] : [['server', 'not read: no --server-pid']]),
            ]));
        place('run').append(
            table('Settings', [], Object.entries(report.settings), 'words'),
            table('The tester’s machine', [], [
                ['system', machine.os],
                ['processor', `${amount.count(machine.processors)} × ${machine.cpu}`],
                ['memory', amount.bytes(machine.memoryBytes)],
                ['Java', machine.java],
                ['descriptors', `${amount.count(machine.descriptors)} for a process`],
                ...(server ? [['server’s process', String(server.pid)]] : []),
            ], 'words'));
    }

    heading();
    warnings();
    about();
    headline();
    verdicts();
    plots();
    tables();
    page.draw();
})();
