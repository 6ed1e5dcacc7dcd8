package main_test

const crashLoopEnv = "DESK_TEST_SELL_UNTIL_KILLED"

func sellUntilKilled(string) {}
