/** What happened so far, for a monitoring system to fetch. */
@NullMarked
package io.ssehub.demo.metrics;

import org.jspecify.annotations.NullMarked;
