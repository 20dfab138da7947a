const REASONS = {
    locked: 'This hub shows its readings to whom it knows. Paste the key or token that its operator gave you.',
    forbidden: 'You are signed in, but with no right to read anything here. Another key or token may have one.',
};

/**
 * Lets readers show who they are, where the hub asks for it. What they paste goes to the hub, which makes it a cookie that no script can read; nothing keeps it here.
 *
 * `onChange()` is called when the reader has signed in or out.
 */
export class SignIn {
    #section = document.getElementById('sign-in');
    #reason = document.getElementById('sign-in-reason');
    #credential = document.getElementById('sign-in-credential');
    #fault = document.getElementById('sign-in-fault');
    #out = document.getElementById('sign-out');
    #asked = document.documentElement.dataset.signIn === 'true';

    constructor(onChange) {
        document.getElementById('sign-in-form').addEventListener('submit', async event => {
            event.preventDefault();
            if (await this.#send('POST', this.#credential.value.trim())) {
                this.#credential.value = '';
                onChange();
            }
        });
        this.#out.addEventListener('click', async () => {
            if (await this.#send('DELETE')) {
                onChange();
            }
        });
    }

    /** Asks the reader to sign in if that is what the feed's `state` needs. */
    show(state) {
        const reason = REASONS[state];
        this.#out.hidden = !this.#asked || state !== 'live' && state !== 'forbidden';
        if (reason !== undefined) {
            this.#reason.textContent = reason;
        }
        if (this.#section.hidden !== (reason === undefined)) {
            this.#section.hidden = reason === undefined;
            this.#fault.textContent = '';
        }
    }

    async #send(method, body) {
        try {
            const answer = await fetch('/session', {method, body, cache: 'no-store', signal: AbortSignal.timeout(10_000)});
            this.#fault.textContent = answer.ok ? '' : (await answer.json()).detail;
            return answer.ok;
        } catch {
            this.#fault.textContent = 'The hub cannot be reached.';
            return false;
        }
    }
}
