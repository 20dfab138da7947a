/** The hub beside its peers: starts each as a process of its own, runs the same work on each by the load tester, and writes the comparison. */
@NullMarked
package io.ssehub.bench.compare;

import org.jspecify.annotations.NullMarked;
