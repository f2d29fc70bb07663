package practice

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func openJournal(t testing.TB, dir string) *Journal {
	t.Helper()
	j, err := OpenJournal(dir, "ann")
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func answer(id string, score int) Event {
	return Event{Time: noon, Type: EventAnswer, Pack: "core", Case: id, Score: score, Pass: score >= 70, Rating: 3}
}

func mustAppend(t testing.TB, j *Journal, events ...Event) {
	t.Helper()
	for _, e := range events {
		if err := j.Append(e); err != nil {
			t.Fatal(err)
		}
	}
}

func readAll(t testing.TB, j *Journal) ([]Event, string) {
	t.Helper()
	events, notice, err := j.Read(noon)
	if err != nil {
		t.Fatal(err)
	}
	return events, notice
}

func TestJournalKeepsOrder(t *testing.T) {
	j := openJournal(t, t.TempDir())
	for i := range 5 {
		mustAppend(t, j, answer(fmt.Sprint("c", i), 10*i))
	}
	events, notice := readAll(t, j)
	if len(events) != 5 || notice != "" || events[3].Case != "c3" || events[3].Score != 30 {
		t.Errorf("events = %+v, notice %q", events, notice)
	}
}

// A kill in the middle of a write leaves a line without its end. It is lost,
// kept beside the journal, and nothing else is.
func TestJournalTornLine(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir)
	mustAppend(t, j, answer("a", 100), answer("b", 100))
	whole, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := bytes.IndexByte(whole, '\n') + 1; cut < len(whole); cut += 7 {
		if err := os.WriteFile(j.path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, j, answer("c", 100))
		events, notice := readAll(t, j)
		if len(events) != 2 || events[0].Case != "a" || events[1].Case != "c" || notice != "" {
			t.Fatalf("cut at %d: events = %+v, notice %q", cut, events, notice)
		}
	}
	torn, err := os.ReadFile(j.path + ".torn")
	if err != nil || !bytes.Contains(torn, []byte(`"v":1`)) {
		t.Errorf("torn lines = %q, %v", torn, err)
	}
}

func TestJournalDamageIsSetAside(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir)
	mustAppend(t, j, answer("a", 100), answer("b", 100), answer("c", 100))
	b, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Replace(b, []byte(`"case":"b"`), []byte("\x00\x00garbage"), 1)
	if err := os.WriteFile(j.path, broken, 0o600); err != nil {
		t.Fatal(err)
	}
	events, notice := readAll(t, j)
	if len(events) != 2 || events[0].Case != "a" || events[1].Case != "c" {
		t.Errorf("events = %+v, want a and c", events)
	}
	aside := j.path + ".damaged-20260504-120000"
	if !strings.Contains(notice, aside) {
		t.Errorf("notice %q does not name %s", notice, aside)
	}
	if kept, err := os.ReadFile(aside); err != nil || !bytes.Equal(kept, broken) {
		t.Errorf("the damaged file was not kept as it was: %v", err)
	}
	if again, notice := readAll(t, j); len(again) != 2 || notice != "" {
		t.Errorf("read again: %d events, notice %q", len(again), notice)
	}
}

func TestJournalTwoSessions(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	const sessions, answers = 4, 25
	for s := range sessions {
		wg.Go(func() {
			j, err := OpenJournal(dir, "ann")
			if err != nil {
				t.Error(err)
				return
			}
			for i := range answers {
				if err := j.Append(answer(fmt.Sprintf("s%d-%d", s, i), 100)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	events, notice := readAll(t, openJournal(t, dir))
	if len(events) != sessions*answers || notice != "" {
		t.Errorf("%d events, notice %q, want %d", len(events), notice, sessions*answers)
	}
}

// TestKill9 kills a process that answers without end, and counts what it had
// been told is written.
func TestKill9(t *testing.T) {
	if dir := os.Getenv("PRACTICE_KILL_DIR"); dir != "" {
		j := openJournal(t, dir)
		for i := 0; ; i++ {
			mustAppend(t, j, answer(fmt.Sprint("c", i), 100))
			fmt.Println("kept", i)
		}
	}
	for try := range 3 {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKill9$")
		cmd.Env = append(os.Environ(), "PRACTICE_KILL_DIR="+dir)
		var out bytes.Buffer
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 1)
		for bytes.Count(out.Bytes(), []byte("\n")) < 20+7*try {
			if _, err := pipe.Read(buf); err != nil {
				t.Fatal(err)
			}
			out.Write(buf)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		events, notice := readAll(t, openJournal(t, dir))
		if kept := bytes.Count(out.Bytes(), []byte("\n")); len(events) < kept || notice != "" {
			t.Errorf("%d events after the kill, want at least the %d acknowledged; notice %q", len(events), kept, notice)
		}
	}
}

func TestStudents(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"Ann B.", "../../etc", "zoë", ".hidden", "con/../x"} {
		j, err := OpenJournal(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		mustAppend(t, j, answer("a", 1))
		if filepath.Dir(j.path) != dir {
			t.Errorf("journal of %q at %s, outside %s", name, j.path, dir)
		}
	}
	names, err := Students(dir)
	if err != nil || len(names) != 5 {
		t.Errorf("Students = %q, %v", names, err)
	}
	if _, err := OpenJournal(dir, ""); err == nil {
		t.Error("no error for a student without a name")
	}
	if names, err := Students(filepath.Join(dir, "none")); err != nil || names != nil {
		t.Errorf("Students of no folder = %v, %v", names, err)
	}
}

func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"v":1,"t":"2026-05-04T12:00:00Z","type":"answer","pack":"core","case":"a","score":50,"rating":3}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, ok := parseEvent(b)
		if ok && (e.Rating < 0 || e.Rating > 4) {
			t.Errorf("rating %d taken", e.Rating)
		}
	})
}
