/**
 * What a hub asks of a disk, so that its history outlives it. Core holds only this interface; the module {@code sse-store} keeps to it.
 *
 * <pre>
 *   at open:    EventStore ──recover──▶ Recovery: state, newest values, events in order
 *   after that: base log ──▶ the hub's recorder, a reader like any other ──write──▶ EventStore
 * </pre>
 */
package io.ssehub.core.store;
