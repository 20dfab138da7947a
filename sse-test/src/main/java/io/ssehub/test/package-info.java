/**
 * What the tests of every module share: the check for leaked buffers, tests that need a program of the machine, a browser, the hub as a process,
 * and a socket that says whatever a test wants.
 */
@NullMarked
package io.ssehub.test;

import org.jspecify.annotations.NullMarked;
