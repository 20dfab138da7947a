/** The colours that canvases need, read from the style sheet and kept true to the reader's choice of light or dark. */
export const theme = {};

const NAMES = ['text', 'quiet', 'edge', 'line', 'fill', 'surface'];

function read() {
    const style = getComputedStyle(document.documentElement);
    for (const name of NAMES) {
        theme[name] = style.getPropertyValue(`--${name}`).trim();
    }
}

read();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', read);
