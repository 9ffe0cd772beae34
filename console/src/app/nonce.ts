/** By which the page's policy lets Ant Design's styles in: of this page alone. */
export const pageNonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

/**
 * Ant Design writes its styles with the nonce it is given, but for two helpers (measuring scrollbars, locking the page behind
 * a dialog), which know none: every style element that our scripts make gets it.
 */
export function nonceForStyles(): void {
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = pageNonce;
    return element;
  }) as typeof document.createElement;
}
