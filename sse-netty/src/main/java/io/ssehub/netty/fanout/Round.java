package io.ssehub.netty.fanout;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.Consumer;

/** A visit to each of many subscribers, some at a time, so that their event loop gets to other work in between. Confined to the event loop. */
final class Round implements Runnable {
    private static final int SOME = 256;

    private final EventLoop loop;
    private final List<Subscriber> subscribers;
    private final Consumer<Subscriber> visit;
    private int next;

    /** Makes a round that begins when it is run; who has left by the time of its visit is visited all the same. */
    Round(EventLoop loop, List<Subscriber> subscribers, Consumer<Subscriber> visit) {
        this.loop = loop;
        this.subscribers = subscribers;
        this.visit = visit;
    }

    @Override
    public void run() {
        int end = Math.min(next + SOME, subscribers.size());
        while (next < end) {
            visit.accept(subscribers.get(next++));
        }
        if (next < subscribers.size()) {
            loop.execute(this);
        }
    }
}
