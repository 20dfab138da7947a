/**
 * Numbered channels: who holds which number, and for how long.
 *
 * <pre>
 *            allocate             listen
 *     free ───────────▶ registered ────▶ listening ──┐ listen (a newer connection takes over)
 *      ▲                 │  ▲                │  ▲    │
 *      │  lease runs out │  └────────────────┘  └────┘
 *      ├─────────────────┘      ended        │
 *      └─────────────────────────────────────┘
 *                       release
 * </pre>
 */
package io.ssehub.core.channel;
