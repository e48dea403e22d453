//go:build tray

package tray

// #define _GNU_SOURCE
// #include <link.h>
// #include <sys/mman.h>
// #include <unistd.h>
//
// // patched tells whether the loader writes to the parts of an object that are
// // otherwise only read.
// static int patched(const struct dl_phdr_info *object) {
// 	for (int i = 0; i < object->dlpi_phnum; i++) {
// 		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
// 		if (part->p_type != PT_DYNAMIC)
// 			continue;
// 		for (const ElfW(Dyn) *d = (void *)(object->dlpi_addr + part->p_vaddr); d->d_tag != DT_NULL; d++)
// 			if (d->d_tag == DT_TEXTREL || (d->d_tag == DT_FLAGS && (d->d_un.d_val & DF_TEXTREL)))
// 				return 1;
// 	}
// 	return 0;
// }
//
// // drop unmaps the pages of one object, the program or a library, that are
// // only read. They stay in the system's cache of the file, and each is mapped
// // again when it is touched. What may have been written is left alone: it can't
// // be had from the file again.
// static int drop(struct dl_phdr_info *object, size_t size, void *unused) {
// 	ElfW(Addr) page = sysconf(_SC_PAGESIZE);
// 	if (patched(object))
// 		return 0;
// 	for (int i = 0; i < object->dlpi_phnum; i++) {
// 		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
// 		if (part->p_type != PT_LOAD || (part->p_flags & PF_W))
// 			continue;
// 		ElfW(Addr) from = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);
// 		ElfW(Addr) to = object->dlpi_addr + part->p_vaddr + part->p_filesz;
// 		madvise((void *)from, to - from, MADV_DONTNEED);
// 	}
// 	return 0;
// }
//
// static void rest(void) { dl_iterate_phdr(drop, NULL); }
import "C"

// Rest gives back what only the start and past work have needed of the program
// and its libraries. What is needed after all comes back bit by bit, at the
// price of a page fault each.
func Rest() { C.rest() }
