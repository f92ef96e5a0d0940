// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/npy.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

void kkr_npy_write_header(FILE *file, const char *type, int rank, const size_t *shape)
{
    assert(rank >= 1 && rank <= 3);
    const uint16_t one = 1;
    bool is_little = *(const unsigned char *)&one;
    char text[256];
    int n = snprintf(text, sizeof text, "{'descr': '%c%s', 'fortran_order': False, ",
                     is_little ? '<' : '>', type);
    n += snprintf(text + n, sizeof text - n, "'shape': (");
    for (int i = 0; i < rank; i++)
        n += snprintf(text + n, sizeof text - n, "%zu,%s", shape[i],
                      i + 1 < rank ? " " : "");
    n += snprintf(text + n, sizeof text - n, "), }");
    // magic (6), version (2), length (2), text, padded to 64 bytes with a line end
    int total = (10 + n + 1 + 63) / 64 * 64;
    memset(text + n, ' ', (size_t)(total - 10 - n - 1));
    text[total - 11] = '\n';
    const unsigned char head[10] = { 0x93,
                                     'N',
                                     'U',
                                     'M',
                                     'P',
                                     'Y',
                                     1,
                                     0,
                                     (unsigned char)((total - 10) & 0xff),
                                     (unsigned char)((total - 10) >> 8) };
    fwrite(head, 1, sizeof head, file);
    fwrite(text, 1, (size_t)(total - 10), file);
}
