// The window answers with what the page begins with in place of this file.
