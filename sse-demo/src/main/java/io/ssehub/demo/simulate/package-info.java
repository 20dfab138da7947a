/** Boards that do not exist: some inside the hub, for a start without hardware, and a fleet that sends real datagrams. */
@NullMarked
package io.ssehub.demo.simulate;

import org.jspecify.annotations.NullMarked;
