/**
 * Switches one of Fluent's switches on or off. Until the element is defined
 * Svelte would set an attribute, whose mere presence means "on".
 */
export function checked(is: boolean): (element: Element) => void {
  return (element) => {
    if ('checked' in element) element.checked = is
    else element.toggleAttribute('checked', is)
  }
}
