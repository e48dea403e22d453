// Fluent's elements, defined once the first picture is on the screen: until
// then the page draws them itself, see parts/Button.svelte.
import '@fluentui/web-components/button.js'
import '@fluentui/web-components/spinner.js'
import '@fluentui/web-components/switch.js'
