/** What the tests of every module share: the check for leaked buffers, and tests that need a program of the machine. */
@NullMarked
package io.ssehub.test;

import org.jspecify.annotations.NullMarked;
