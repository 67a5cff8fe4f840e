package batch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"

	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
)

// Prism takes jobs that name a command to run, asks for no password, and listens on every
// address of the machine: there is no option for it. So its socket is bound to the
// loopback device as soon as it is there, where the system lets a program do that (Linux
// from 5.7 on); elsewhere it is said, and where the whole Internet might be the network, it
// is not started unless somebody says so.

// PrismListens is what its user is to know of Prism where it is not confined.
const PrismListens = "Beam's local runner listens on every address of this machine while this runs: not on a machine that strangers reach"

// ErrExposed is where Prism is not started, since strangers might give it jobs.
var ErrExposed = errors.New("this machine has a public address, and everybody who reaches it could give Beam's local runner a job: keep its ports behind a firewall and give --listen-anyway, or run in a network namespace of its own")

// PrismListensToAll reports that Prism cannot be confined to this machine here.
func PrismListensToAll() bool { return confinable() != nil }

// service connects to the job service, or starts one.
func (r *Runner) service(ctx context.Context) (jobpb.JobServiceClient, func(), error) {
	if r.Endpoint != "" {
		return dial(ctx, r.Endpoint, dialTime)
	}
	if PrismListensToAll() && !r.ListenAnyway && public() {
		return nil, nil, ErrExposed
	}
	client, err := startPrism()
	return client, func() {}, err
}

// startPrism starts a job service in this process, one for all jobs: there is no way to
// stop it.
var startPrism = sync.OnceValues(func() (client jobpb.JobServiceClient, err error) {
	defer func() {
		if fault := recover(); fault != nil { // its port was taken just now
			err = fmt.Errorf("start Prism: %v", fault)
		}
	}()
	free, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return nil, fmt.Errorf("find a port for Prism: %w", err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		return nil, fmt.Errorf("find a port for Prism: %w", err)
	}
	client, err = prism.CreateJobServer(context.Background(), prism.Options{Port: port})
	if err != nil || confinable() != nil {
		return client, err
	}
	if err := confine(port); err != nil {
		return nil, fmt.Errorf("keep Prism to this machine: %w", err)
	}
	return client, nil
})

// loopbackDevice is the device that leads to this machine itself.
func loopbackDevice() (string, error) {
	all, err := net.Interfaces()
	if err != nil {
		return "", err
	}
	for _, one := range all {
		if one.Flags&net.FlagLoopback != 0 && one.Flags&net.FlagUp != 0 {
			return one.Name, nil
		}
	}
	return "", errors.New("there is no loopback device")
}

// public reports that this machine has an address that the Internet knows, or that it
// cannot be told.
func public() bool {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return true
	}
	for _, one := range all {
		if prefix, err := netip.ParsePrefix(one.String()); err != nil || isPublic(prefix.Addr()) {
			return true
		}
	}
	return false
}

// isPublic reports that an address is none of a machine, a cable, a house or a provider
// (RFC 1918, RFC 4193, RFC 6598).
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return a.IsGlobalUnicast() && !a.IsPrivate() && !netip.MustParsePrefix("100.64.0.0/10").Contains(a)
}
