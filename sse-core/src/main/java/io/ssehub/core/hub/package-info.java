/**
 * The hub: events in, one total order, ids out, and for each selection of topics the way to read them.
 *
 * <pre>
 *   publish ──▶ Hub ──append──▶ History: base log, every event ──copy──▶ Feed: log of one selection
 *                │                    ▲                                    ▲
 *                │                    │ Walk: one subscriber's way         │ cursor: one number
 *                └──── grown ────▶  transport  ────────────────────────────┘
 * </pre>
 *
 * Applications need {@link io.ssehub.core.hub.Hub} and {@link io.ssehub.core.hub.Publication}. The rest is for those who write a transport: join a
 * {@link io.ssehub.core.hub.Feed}, find the place by a {@link io.ssehub.core.hub.Resumption}, send what the feed's log or a
 * {@link io.ssehub.core.hub.Walk} holds, and tell a subscriber whose history is lost by a {@link io.ssehub.core.hub.Reset} and the
 * {@link io.ssehub.core.hub.Newest} values.
 */
package io.ssehub.core.hub;
