package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// The limits of a download.
const (
	maxSize      = 512 << 20 // bytes of a file; the largest official one has 22 MB
	maxPage      = 4 << 20   // bytes of a page that lists files
	maxRedirects = 5
	maxTries     = 5
	firstWait    = 500 * time.Millisecond // before the second try; it doubles
	maxWait      = 30 * time.Second
	defaultStall = 30 * time.Second // without a byte, then the try is given up
)

// errNotThere reports that the server has no such file.
var errNotThere = errors.New("not found")

// A permanentError is one that another try does not mend.
type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

func permanent(format string, args ...any) error {
	return &permanentError{fmt.Errorf(format, args...)}
}

// A downloader downloads files into a folder.
type downloader struct {
	client *http.Client
	dir    string
	agent  string
	stall  time.Duration
	wait   func(context.Context, time.Duration) error
	show   func(done, total int64, name string)
}

// newClient returns a client that stays on TLS, unless plain says otherwise,
// and goes through the proxy of the environment.
func newClient(base *http.Client, plain bool) *http.Client {
	c := *base
	if c.Transport == nil {
		c.Transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: defaultStall}).DialContext,
			TLSHandshakeTimeout:   defaultStall,
			ResponseHeaderTimeout: 2 * defaultStall,
			ForceAttemptHTTP2:     true,
		}
	}
	c.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if len(via) >= maxRedirects {
			return permanent("more than %d redirects", maxRedirects)
		}
		return checkURL(r.URL, plain)
	}
	return &c
}

// checkURL refuses what is not TLS.
func checkURL(u *url.URL, plain bool) error {
	if u.Scheme == "https" || (plain && u.Scheme == "http") {
		return nil
	}
	return permanent("%s: want https", u.Redacted())
}

// meta is what is kept beside a downloaded file.
type meta struct {
	URL    string `json:"url"`
	ETag   string `json:"etag,omitempty"`
	Date   string `json:"last_modified,omitempty"`
	SHA256 string `json:"sha256,omitempty"` // of a whole file
}

// A file is a downloaded file.
type file struct {
	path   string
	size   int64
	sha256 string
	cached bool // was there, and is still the same at its place
}

// get downloads u to name in the folder. It is errNotThere when the server
// has no such file.
func (d *downloader) get(ctx context.Context, u, name string) (file, error) {
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		return file{}, err
	}
	wait := firstWait
	for try := 1; ; try++ {
		f, after, err := d.try(ctx, u, name)
		var fatal *permanentError
		if err == nil || errors.Is(err, errNotThere) || errors.As(err, &fatal) || ctx.Err() != nil || try == maxTries {
			return f, err
		}
		if err := d.wait(ctx, min(max(wait, after), maxWait)); err != nil {
			return file{}, err
		}
		wait *= 2
	}
}

// try is one try of get. after is how long the server wants to be left alone.
func (d *downloader) try(ctx context.Context, u, name string) (f file, after time.Duration, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(d.stall, func() { cancel(fmt.Errorf("no data for %v", d.stall)) })
	defer watch.Stop()
	path := filepath.Join(d.dir, name)
	part := path + ".part"
	req, offset, err := d.request(ctx, u, path)
	if err != nil {
		return file{}, 0, err
	}
	resp, err := d.client.Do(req)
	if err != nil {
		return file{}, 0, cause(ctx, err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusNotModified:
		f, err := kept(path)
		return f, 0, err
	case http.StatusOK:
		offset = 0
	case http.StatusPartialContent:
		if !strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", offset)) {
			_ = os.Remove(part)
			return file{}, 0, fmt.Errorf("%s: the server resumes at another place", name)
		}
	default:
		if resp.StatusCode == http.StatusRequestedRangeNotSatisfiable {
			_ = os.Remove(part)
		}
		return file{}, retryAfter(resp), status(resp)
	}
	m := meta{URL: u, ETag: resp.Header.Get("ETag"), Date: resp.Header.Get("Last-Modified")}
	if err := writeMeta(part, m); err != nil {
		return file{}, 0, permanent("%w", err)
	}
	if err := d.save(resp, part, offset, func() { watch.Reset(d.stall) }); err != nil {
		return file{}, 0, cause(ctx, err)
	}
	f, err = finish(part, path, m)
	return f, 0, err
}

// cause returns why ctx ended when it did, else err.
func cause(ctx context.Context, err error) error {
	if c := context.Cause(ctx); c != nil {
		return c
	}
	if at, ok := errors.AsType[*url.Error](err); ok {
		return at.Err
	}
	return err
}

// request asks for a file: anew, for what is missing of it, or whether the
// one that is there is still the same.
func (d *downloader) request(ctx context.Context, u, path string) (*http.Request, int64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return nil, 0, permanent("%w", err)
	}
	// The publishers' servers turn away what does not look like a browser.
	req.Header.Set("User-Agent", d.agent)
	req.Header.Set("Accept", "*/*")
	if m, err := readMeta(path); err == nil && m.URL == u {
		if _, err := kept(path); err == nil && m.ETag != "" {
			req.Header.Set("If-None-Match", m.ETag)
			return req, 0, nil
		}
	}
	m, err := readMeta(path + ".part")
	info, statErr := os.Stat(path + ".part")
	tag := m.ETag
	if tag == "" || strings.HasPrefix(tag, "W/") {
		tag = m.Date
	}
	if err != nil || statErr != nil || m.URL != u || tag == "" || info.Size() == 0 {
		return req, 0, nil
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-", info.Size()))
	req.Header.Set("If-Range", tag)
	return req, info.Size(), nil
}

// status returns what a response that brings no file means.
func status(resp *http.Response) error {
	switch code := resp.StatusCode; {
	case code == http.StatusNotFound || code == http.StatusGone:
		return errNotThere
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500 ||
		code == http.StatusRequestedRangeNotSatisfiable:
		return fmt.Errorf("the server answers %s", resp.Status)
	default:
		return permanent("the server answers %s", resp.Status)
	}
}

func retryAfter(resp *http.Response) time.Duration {
	n, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(n) * time.Second
}

// save writes the body behind the first offset bytes of part. It calls alive
// whenever data came.
func (d *downloader) save(resp *http.Response, part string, offset int64, alive func()) error {
	total := resp.ContentLength
	if total >= 0 {
		total += offset
	}
	if total > maxSize {
		return permanent("%d bytes, want at most %d", total, int64(maxSize))
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if offset > 0 {
		flags = os.O_WRONLY | os.O_APPEND
	}
	f, err := os.OpenFile(part, flags, 0o644)
	if err != nil {
		return permanent("%w", err)
	}
	n, err := io.Copy(f, &watched{resp.Body, maxSize - offset, func(n int64) {
		alive()
		if d.show != nil {
			d.show(offset+n, total, strings.TrimSuffix(filepath.Base(part), ".part"))
		}
	}, 0})
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if total >= 0 && offset+n != total {
		return fmt.Errorf("cut off at %d of %d bytes", offset+n, total)
	}
	return nil
}

// A watched is a reader that ends in an error behind limit bytes.
type watched struct {
	r     io.Reader
	limit int64
	read  func(n int64)
	n     int64
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.n += int64(n)
	if w.n > w.limit {
		return n, permanent("more than %d bytes, want less", int64(maxSize))
	}
	w.read(w.n)
	return n, err
}

// finish makes the whole part the file.
func finish(part, path string, m meta) (file, error) {
	sum, size, err := digest(part)
	if err != nil {
		return file{}, err
	}
	m.SHA256 = sum
	if err := os.Rename(part, path); err != nil {
		return file{}, permanent("%w", err)
	}
	_ = os.Remove(part + metaSuffix)
	return file{path: path, size: size, sha256: sum}, writeMeta(path, m)
}

// kept returns the downloaded file at path, when it is still as downloaded.
func kept(path string) (file, error) {
	m, err := readMeta(path)
	if err != nil {
		return file{}, err
	}
	sum, size, err := digest(path)
	if err != nil {
		return file{}, err
	}
	if sum != m.SHA256 {
		return file{}, fmt.Errorf("%s has changed since it was downloaded", path)
	}
	return file{path: path, size: size, sha256: sum, cached: true}, nil
}

const metaSuffix = ".json"

func readMeta(path string) (meta, error) {
	var m meta
	b, err := os.ReadFile(path + metaSuffix)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(b, &m)
}

func writeMeta(path string, m meta) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(path+metaSuffix, b, 0o644)
}

func digest(path string) (string, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), n, err
}
