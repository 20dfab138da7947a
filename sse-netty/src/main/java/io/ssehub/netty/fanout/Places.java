package io.ssehub.netty.fanout;

import java.util.List;

/** Lists of subscribers in no order, each of whom knows its place in the one that it is in: leaving takes no search. */
final class Places {
    private Places() {}

    static void add(List<Subscriber> list, Subscriber subscriber) {
        subscriber.index = list.size();
        list.add(subscriber);
    }

    static void remove(List<Subscriber> list, Subscriber subscriber) {
        Subscriber last = list.remove(list.size() - 1);
        if (last != subscriber) {
            list.set(subscriber.index, last);
            last.index = subscriber.index;
        }
    }
}
