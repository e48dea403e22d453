/**
 * Switches one of Fluent's elements off by its attribute: the property that
 * Svelte would set is forgotten when the element comes onto the page.
 */
export function disabled(is: boolean): (element: Element) => void {
  return (element) => {
    element.toggleAttribute('disabled', is)
    if (is) element.setAttribute('aria-disabled', 'true')
    else element.removeAttribute('aria-disabled')
  }
}
