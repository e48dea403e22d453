// Package login signs a client in to a report server itself: the web portal's
// own door, not the Power BI sign-in that the server keeps.
//
// New gives an http.RoundTripper for one server. It keeps the server's cookies,
// sends the XSRF header, and answers the server's demand for credentials with
// what the Login says: Negotiate (on Windows as the user who is logged in,
// elsewhere with the Kerberos ticket of the credential cache), NTLM, Basic or a
// form. It holds at most four connections, and a handshake never leaves the
// connection that it began on, for NTLM authenticates connections, not
// requests.
//
// What it promises about credentials: they go to the server's own host only,
// whatever a redirect says; Basic travels over TLS only; a password that was
// refused is not sent a second time by this Transport, so that no account is
// locked by it; and no password, token or cookie is in any error or log line.
package login
