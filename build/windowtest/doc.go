// Package windowtest proves the real window: the built program on a virtual
// screen with a window manager and a message bus, driven by keys as a clerk
// would press them, and by the mouse where a person draws. Its tests need
// build/bin and the build tag windowtest; `make window-test` gives them both.
package windowtest
