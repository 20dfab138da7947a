/**
 * Boards and what they measure: the newest value of each sensor, how many reports arrived or are missing, and the events that a changed value makes.
 */
@NullMarked
package io.ssehub.demo.board;

import org.jspecify.annotations.NullMarked;
