/**
 * The fan-out: every subscriber is a socket and a cursor in a log of ready-to-send frames.
 *
 * <pre>
 *   Hub ── grown ──▶ Shard, one per event loop, at most one wake-up per burst
 *                      ├─ Audience, one per feed: cursors in a flat array ── [cursor, head) ──▶ Outlet ──▶ socket
 *                      ├─ Walkers: subscribers of a selection without a log of its own; they rest until the scout finds something for them
 *                      └─ KeepAliveWheel: who is visited when
 * </pre>
 *
 * A subscriber has no queue: one that reads slowly lags, and when history goes past it, it is told so in its stream. What belongs to a subscriber is
 * touched by the thread of its event loop and by no other.
 */
package io.ssehub.netty.fanout;
