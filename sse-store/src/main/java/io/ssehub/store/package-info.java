/**
 * History on disk: {@link io.ssehub.store.RocksStore} is the {@link io.ssehub.core.store.EventStore} that keeps it in RocksDB.
 *
 * <pre>
 *   DIR/lock           held while a hub uses DIR
 *   DIR/events/        RocksDB: column family "default" with the events, "state" with state and newest values
 *   DIR/librocksdbjni* the library's native code, while a hub uses it
 *   DIR/damaged-N/     what was moved out of the way, for somebody to look at; never read again
 * </pre>
 */
@NullMarked
package io.ssehub.store;

import org.jspecify.annotations.NullMarked;
