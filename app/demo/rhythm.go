package demo

import "time"

// The weights of a shop's week, year and day.
var (
	weekdays = [7]float64{0.75, 0.9, 0.85, 0.9, 1, 1.2, 1.5} // from Sunday
	months   = [13]float64{0, 0.85, 1.1, 1.1, 0.95, 0.95, 0.9, 0.8, 0.85, 1, 1, 1.25, 1.8}
	hours    = [24]float64{9: 0.5, 10: 0.9, 11: 1.1, 12: 1.2, 13: 1.1, 14: 0.9, 15: 0.9, 16: 1, 17: 1.3, 18: 1.5, 19: 1.1, 20: 0.5}
)

// times spreads n orders over the year: more on Saturdays and before the
// holidays, most after work. They rise, and none is after until.
func times(begin, until time.Time, n int, jitter func() float64) []int64 {
	var days []time.Time
	var sums []float64
	all := 0.0
	for d := begin; d.Before(until); d = d.AddDate(0, 0, 1) {
		days = append(days, time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, until.Location()))
		growth := 0.75 + 0.25*float64(len(days))/365
		all += weekdays[d.Weekday()] * months[d.Month()] * growth
		sums = append(sums, all)
	}
	list := make([]int64, n)
	day := 0
	for k := range list {
		at := (float64(k) + jitter()) / float64(n) * all
		for day < len(sums)-1 && sums[day] < at {
			day++
		}
		before := 0.0
		if day > 0 {
			before = sums[day-1]
		}
		t := days[day].UnixMilli() + timeOfDay((at-before)/(sums[day]-before))
		// What the last day has not yet seen happened just now, one after another.
		list[k] = min(t, until.UnixMilli()-int64(n-k))
	}
	return list
}

// timeOfDay gives the milliseconds after midnight by when a share of the day's
// orders has been made.
func timeOfDay(share float64) int64 {
	all := 0.0
	for _, h := range hours {
		all += h
	}
	at := share * all
	for h, w := range hours {
		if at <= w && w > 0 {
			return int64((float64(h) + at/w) * 3_600_000)
		}
		at -= w
	}
	return 21 * 3_600_000
}
