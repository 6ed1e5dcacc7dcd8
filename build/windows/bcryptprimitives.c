/*
 * A stand-in for Windows' bcryptprimitives.dll, for tests under Wine only.
 *
 * Every Go program asks this DLL's ProcessPrng for random bytes. Wine 8, which
 * Debian 12 has, lacks that function; this one asks RtlGenRandom for them, as
 * Windows itself did before. It is never installed on Windows.
 */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
    while (size > 0) {
        ULONG part = size > 0x10000000 ? 0x10000000 : (ULONG)size;
        if (!RtlGenRandom(data, part))
            return FALSE;
        data += part;
        size -= part;
    }
    return TRUE;
}
