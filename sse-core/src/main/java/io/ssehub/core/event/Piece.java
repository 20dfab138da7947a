package io.ssehub.core.event;

import org.jspecify.annotations.Nullable;

/**
 * The array that a parser is reading right now. Its slices share this one reference: were each to hold the array, each event would cost as many write barriers,
 * which in parsers that have grown old cost more than the search for its lines.
 */
final class Piece {
    byte @Nullable [] bytes;
}
