// Package language says sentences in the person's language. English is the
// language that everything is written in, right where it is said; another
// language is one file, such as de.json, that maps each English sentence to its
// own. A sentence without a translation is said in English.
//
// Every sentence that a person reads is a [Text]: it goes through [Say],
// [Sayf], [Count], [Quote] or [Format], or waits in a table of Texts until it
// does. The tests of this package collect them from the source, and fail on one
// that has no translation and on a translation that nothing says.
//
// What the page says is in the files alone, also in English: "page" in en.json
// and in every other file has the same names, and the page gets the one that it
// needs from [Page]. frontend/src/texts/catalogue.ts says how a text is written.
//
// A file is read only once its language is in force, so English costs nothing.
// Nothing is in force but English until the program's start says so; see
// [Start]. This package imports nothing of ours.
package language
