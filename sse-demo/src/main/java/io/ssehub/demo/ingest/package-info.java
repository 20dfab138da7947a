/** Datagrams from boards: received, decoded, accounted for one by one. */
@NullMarked
package io.ssehub.demo.ingest;

import org.jspecify.annotations.NullMarked;
