package practice

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// The kinds of events.
const (
	EventAnswer  = "answer"   // a graded answer, of a session or an exam
	EventSkip    = "skip"     // a case passed over
	EventPlan    = "plan"     // the cases of a session, so that it can be taken up again
	EventDone    = "done"     // the session went through all its cases
	EventExam    = "exam"     // an exam began
	EventExamEnd = "exam_end" // an exam was handed in, or its time was up
	EventDrill   = "drill"    // one question of a drill
)

// journalVersion is the version of the journal's lines.
const journalVersion = 1

// An Event is one line of a journal.
type Event struct {
	Version  int       `json:"v"`
	Time     time.Time `json:"t"`
	Type     string    `json:"type"`
	Pack     string    `json:"pack,omitempty"`
	Case     string    `json:"case,omitempty"`
	Topics   []string  `json:"topics,omitempty"`
	Answer   string    `json:"answer,omitempty"`
	Score    int       `json:"score"` // per cent
	Pass     bool      `json:"pass,omitempty"`
	Rating   int       `json:"rating,omitempty"` // FSRS, 1 to 4
	Seconds  int       `json:"seconds,omitempty"`
	Hints    int       `json:"hints,omitempty"`
	Mistakes []Outcome `json:"mistakes,omitempty"`
	Cases    []string  `json:"cases,omitempty"` // of a plan or an exam, "pack/case"
	Exam     string    `json:"exam,omitempty"`  // the exam an event belongs to
	Minutes  int       `json:"minutes,omitempty"`
	Moves    int       `json:"moves,omitempty"` // through the Alphabetic Index, in a drill
}

// Ref returns the name of the event's case over all packs, "pack/case".
func (e Event) Ref() string { return e.Pack + "/" + e.Case }

// A Journal is the file of what one student did: one event a line, only ever
// appended to. Several sessions may use it at once, also of several processes.
type Journal struct {
	path string
	lock *flock.Flock
}

const journalExt = ".jsonl"

// OpenJournal opens the journal of a student in dir, which is made when it is
// not there. The name may hold any characters.
func OpenJournal(dir, student string) (*Journal, error) {
	if student == "" || len(student) > 100 {
		return nil, fmt.Errorf("student %q, want 1 to 100 characters", student)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, fileName(student)+journalExt)
	return &Journal{path: path, lock: flock.New(path + ".lock")}, nil
}

// fileName returns a student's name as a file name that no system reads as
// anything else.
func fileName(student string) string {
	name := url.QueryEscape(student)
	if name[0] == '.' {
		name = "%2E" + name[1:]
	}
	return name
}

// Students lists the students that have a journal in dir, by name.
func Students(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		base, ok := bytes.CutSuffix([]byte(e.Name()), []byte(journalExt))
		if name, uerr := url.QueryUnescape(string(base)); ok && uerr == nil {
			names = append(names, name)
		}
	}
	return names, err
}

// Append writes an event and makes sure that it is on the disk.
func (j *Journal) Append(e Event) error {
	e.Version = journalVersion
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := j.lock.Lock(); err != nil {
		return err
	}
	defer func() { _ = j.lock.Unlock() }()
	if _, err := j.mendTail(); err != nil {
		return err
	}
	f, err := os.OpenFile(j.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(f.Sync(), f.Close())
}

// Read returns all events in order. A file that is damaged in its middle is
// copied aside, never deleted, and goes on with the lines that could be read;
// notice then says so and where the copy is. now names the copy.
func (j *Journal) Read(now time.Time) (events []Event, notice string, err error) {
	if err := j.lock.Lock(); err != nil {
		return nil, "", err
	}
	defer func() { _ = j.lock.Unlock() }()
	b, err := j.mendTail()
	if err != nil {
		return nil, "", err
	}
	var good []byte
	bad := 0
	for line := range bytes.Lines(b) {
		e, ok := parseEvent(line)
		if !ok {
			bad++
			continue
		}
		events = append(events, e)
		good = append(good, line...)
	}
	if bad == 0 {
		return events, "", nil
	}
	aside := fmt.Sprintf("%s.damaged-%s", j.path, now.UTC().Format("20060102-150405"))
	if err := j.setAside(aside, b, good); err != nil {
		return nil, "", err
	}
	return events, fmt.Sprintf("%d damaged line(s) in the practice journal; the file as it was is kept as %s", bad, aside), nil
}

func parseEvent(line []byte) (Event, bool) {
	var e Event
	if err := json.Unmarshal(line, &e); err != nil {
		return e, false
	}
	return e, e.Version == journalVersion && e.Type != "" && e.Rating >= 0 && e.Rating <= 4
}

// setAside keeps the whole file under another name, then replaces it by its
// good lines in one step.
func (j *Journal) setAside(aside string, whole, good []byte) error {
	if err := writeSynced(aside, whole); err != nil {
		return err
	}
	next := j.path + ".new"
	if err := writeSynced(next, good); err != nil {
		return err
	}
	return os.Rename(next, j.path)
}

// mendTail moves a last line that is not complete, as a kill in the middle of
// a write leaves it, to a file beside the journal. It returns the journal's
// bytes. The lock is held.
func (j *Journal) mendTail() ([]byte, error) {
	b, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	end := bytes.LastIndexByte(b, '\n') + 1
	if end == len(b) {
		return b, nil
	}
	torn, err := os.OpenFile(j.path+".torn", os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = torn.Write(append(bytes.Clone(b[end:]), '\n'))
	if err := errors.Join(err, torn.Sync(), torn.Close()); err != nil {
		return nil, err
	}
	return b[:end], os.Truncate(j.path, int64(end))
}

func writeSynced(name string, b []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}
