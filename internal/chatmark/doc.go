// Package chatmark knows the marks with which chat templates tell a model who speaks, and breaks them up in texts that are
// not ours.
//
// A server turns the marks of its model into control tokens wherever they stand in a prompt. A comment that holds one ends
// the turn it is quoted in, and speaks as the user. With a backslash in it a mark is ordinary text, which people and models read
// as before.
package chatmark
