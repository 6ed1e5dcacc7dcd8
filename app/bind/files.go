package bind

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"sync"

	"github.com/prylavok/prylavok/app/intake"
	"github.com/prylavok/prylavok/app/shop"
)

// maxUploads is how many files may be on their way at once.
const maxUploads = 20

// ErrUpload tells that a file did not arrive whole.
var ErrUpload = shop.NewProblem("upload", "The file did not arrive whole. Nothing was changed. Choose it again.")

// upload is a file that a screen sends in pieces, because the window and the
// browser can both send text.
type upload struct {
	name string
	size int64
	data bytes.Buffer
}

type uploads struct {
	mu   sync.Mutex
	list map[shop.ID]*upload
}

type beginParams struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

type beginResult struct {
	Upload shop.ID `json:"upload"`
}

type appendParams struct {
	Upload shop.ID `json:"upload"`
	Base64 string  `json:"base64"` // at most 1 MiB of the file
}

func (u *uploads) begin(name string, size int64) (shop.ID, error) {
	if size <= 0 || size > intake.MaxBytes {
		return shop.ID{}, shop.ErrInput.With("field", "size").On("size")
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.list == nil || len(u.list) >= maxUploads {
		u.list = map[shop.ID]*upload{} // those were given up
	}
	id := shop.NewID()
	u.list[id] = &upload{name: name, size: size}
	return id, nil
}

func (u *uploads) append(id shop.ID, text string) error {
	piece, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ErrUpload.Because(err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	file, ok := u.list[id]
	if !ok || int64(file.data.Len()+len(piece)) > file.size {
		return ErrUpload
	}
	file.data.Write(piece)
	return nil
}

// take gives a whole file and forgets it.
func (u *uploads) take(id shop.ID) (name string, open func() (io.ReadCloser, error), err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	file, ok := u.list[id]
	if !ok || int64(file.data.Len()) != file.size {
		return "", nil, ErrUpload
	}
	delete(u.list, id)
	data := file.data.Bytes()
	return file.name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }, nil
}

func init() {
	register("files.begin", shop.RightGoods, func(_ context.Context, s *Session, p beginParams) (beginResult, error) {
		id, err := s.desk.uploads.begin(p.Name, p.Size)
		return beginResult{id}, err
	})
	register("files.append", shop.RightGoods, func(_ context.Context, s *Session, p appendParams) (none, error) {
		return none{}, s.desk.uploads.append(p.Upload, p.Base64)
	})
	register("job.get", shop.RightAnybody, func(_ context.Context, s *Session, p idParams) (Job, error) {
		j, ok := s.desk.jobs.get(p.ID)
		if !ok {
			return j, shop.ErrNotFound.With("what", "job")
		}
		return j, nil
	})
}
