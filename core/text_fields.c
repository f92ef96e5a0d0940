// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/text.h"
#include "core/text_power.h"

#include <stdint.h>
#include <string.h>

/**
 * Lines of four fields of 20 columns, as 1P,4D20.13 (a) and 4D20.12 (b) write them:
 *
 *     column   0   1   2   3  4 ... 15  16  17  18 19
 *     (a)      s   d   .   d  d  ... d   D   s   d  d      14 digits
 *     (b)          s   d   .  d  ... d   D   s   d  d      13 digits
 *
 * The digits are a whole number below 2^53 and the power of ten is nearly always
 * within 10^-22 .. 10^22, so that one exact step gives the correctly rounded
 * value (see text_numbers.c). Anything else in a field sends that field to
 * kkr_parse_fortran(), anything else in the layout ends the run of lines.
 */
enum { FIELD = 20, LINE = 4 * FIELD };

// 0 if the line does not end where a full one does, else its length with the end.
static size_t line_length(const char *p, size_t length)
{
    if (length > LINE && p[LINE] == '\n')
        return LINE + 1;
    if (length > LINE + 1 && p[LINE] == '\r' && p[LINE + 1] == '\n')
        return LINE + 2;
    return 0;
}

static uint64_t load8(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static bool are_digits(uint64_t word)
{
    const uint64_t high = 0xf0f0f0f0f0f0f0f0;
    return ((word & high) | (((word + 0x0606060606060606) & high) >> 4)) ==
           0x3333333333333333;
}

// Eight digits, the first in the lowest byte: pairs, fours, eight at once.
static uint64_t eight_digits(uint64_t word)
{
    word -= 0x3030303030303030;
    word = word * 10 + (word >> 8);
    return (((word & 0x000000ff000000ff) * (100 + (1000000ULL << 32))) +
            (((word >> 16) & 0x000000ff000000ff) * (1 + (10000ULL << 32)))) >>
           32;
}

static bool read_exponent(const char *p, int *exponent)
{
    unsigned tens = (unsigned)(p[2] - '0'), ones = (unsigned)(p[3] - '0');
    char letter = (char)(p[0] | 0x20);
    if ((letter != 'd' && letter != 'e') || (p[1] != '+' && p[1] != '-') || tens > 9 ||
        ones > 9)
        return false;
    *exponent = (int)(10 * tens + ones);
    if (p[1] == '-')
        *exponent = -*exponent;
    return true;
}

static bool read_field(const char *p, double *value)
{
    uint64_t head = load8(p), tail = load8(p + 8);
    int exponent, decimals;
    char sign;
    if (p[2] == '.') {
        head = (head & 0xffffffffff000000) | ((head & 0xff00) << 8) | 0x3030;
        sign = p[0];
        decimals = 13;
    } else if (p[3] == '.' && p[0] == ' ') {
        head = (head & 0xffffffff00000000) | ((head & 0xff0000) << 8) | 0x303030;
        sign = p[1];
        decimals = 12;
    } else {
        return false;
    }
    if ((sign != ' ' && sign != '-') || !are_digits(head) || !are_digits(tail) ||
        !read_exponent(p + 16, &exponent))
        return false;
    exponent -= decimals;
    if (exponent < -KKR_EXACT_POWER || exponent > KKR_EXACT_POWER)
        return kkr_parse_fortran(p, FIELD, value) == KKR_NUMBER_OK;
    double digits = (double)(eight_digits(head) * 100000000 + eight_digits(tail));
    double absolute = exponent < 0 ? digits / kkr_power_of_ten[-exponent]
                                   : digits * kkr_power_of_ten[exponent];
    *value = sign == '-' ? -absolute : absolute;
    return true;
}

static size_t read_portable(const char *data, size_t length, double *values, size_t n,
                            size_t *used)
{
    size_t done = 0, position = 0, step;
    while (done + 4 <= n &&
           (step = line_length(data + position, length - position)) > 0) {
        const char *p = data + position;
        if (!read_field(p, &values[done]) ||
            !read_field(p + FIELD, &values[done + 1]) ||
            !read_field(p + 2 * FIELD, &values[done + 2]) ||
            !read_field(p + 3 * FIELD, &values[done + 3]))
            break;
        done += 4;
        position += step;
    }
    *used = position;
    return done;
}

#if defined(__x86_64__)
#include <immintrin.h>

/**
 * The line as two vectors of two fields, (0, 2) and (1, 3), so that after the
 * digits are added up pairwise, in fours and in eights, the fields stand in
 * order. `first` is the column of the first digit: 1 for (a), 2 for (b).
 */
__attribute__((target("avx2"))) static inline bool read_line_avx2(const char *p,
                                                                  double *values)
{
    const __m256i even = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p)),
        _mm_loadu_si128((const __m128i *)(p + 2 * FIELD)), 1);
    const __m256i odd = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(p + FIELD))),
        _mm_loadu_si128((const __m128i *)(p + 3 * FIELD)), 1);

    // where the dot is decides between (a) and (b); it must be there in all four
    const bool b = p[2] != '.';
    const char x = -1; // leaves a zero
    const __m256i order =
        b ? _mm256_setr_epi8(x, x, x, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, //
                             x, x, x, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
          : _mm256_setr_epi8(x, x, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, //
                             x, x, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const uint32_t dot_place = b ? 0x00080008 : 0x00040004;
    const uint32_t sign_place = b ? 0x00020002 : 0x00010001;
    const __m256i dot = _mm256_set1_epi8('.'), minus = _mm256_set1_epi8('-'),
                  blank = _mm256_set1_epi8(' ');
    const __m256i even_minus = _mm256_cmpeq_epi8(even, minus),
                  odd_minus = _mm256_cmpeq_epi8(odd, minus);
    const uint32_t even_sign = (uint32_t)_mm256_movemask_epi8(
                       _mm256_or_si256(even_minus, _mm256_cmpeq_epi8(even, blank))),
                   odd_sign = (uint32_t)_mm256_movemask_epi8(
                       _mm256_or_si256(odd_minus, _mm256_cmpeq_epi8(odd, blank)));
    const uint32_t even_dot =
                       (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(even, dot)),
                   odd_dot =
                       (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(odd, dot));
    if ((even_dot ^ dot_place) | (odd_dot ^ dot_place) |
        ((even_sign & sign_place) ^ sign_place) |
        ((odd_sign & sign_place) ^ sign_place))
        return false;
    if (b &&
        (p[0] != ' ' || p[FIELD] != ' ' || p[2 * FIELD] != ' ' || p[3 * FIELD] != ' '))
        return false;

    // digits as numbers 0 .. 9, checked
    const __m256i zero = _mm256_set1_epi8('0'), nine = _mm256_set1_epi8(9);
    const __m256i e = _mm256_shuffle_epi8(_mm256_sub_epi8(even, zero), order),
                  o = _mm256_shuffle_epi8(_mm256_sub_epi8(odd, zero), order);
    const __m256i above =
        _mm256_or_si256(_mm256_subs_epu8(e, nine), _mm256_subs_epu8(o, nine));

    // the exponents: letter, sign, two digits, as four 32-bit lanes
    int32_t exponent_text[4];
    for (int k = 0; k < 4; k++)
        memcpy(&exponent_text[k], p + k * FIELD + 16, 4);
    const __m128i t = _mm_loadu_si128((const __m128i *)exponent_text);
    const __m128i letter =
        _mm_or_si128(_mm_and_si128(t, _mm_set1_epi32(0xff)), _mm_set1_epi32(0x20));
    const __m128i sign = _mm_and_si128(t, _mm_set1_epi32(0xff00));
    const __m128i negative = _mm_cmpeq_epi32(sign, _mm_set1_epi32('-' << 8));
    const __m128i good_letter =
        _mm_or_si128(_mm_cmpeq_epi32(letter, _mm_set1_epi32('d')),
                     _mm_cmpeq_epi32(letter, _mm_set1_epi32('e')));
    const __m128i good_sign =
        _mm_or_si128(negative, _mm_cmpeq_epi32(sign, _mm_set1_epi32('+' << 8)));
    const __m128i pair = _mm_and_si128(_mm_sub_epi8(t, _mm_set1_epi32(0x30300000)),
                                       _mm_set1_epi32((int)0xffff0000));
    const __m128i above_pair = _mm_subs_epu8(pair, _mm_set1_epi8(9));
    const __m128i bad = _mm_or_si128(
        _mm_andnot_si128(_mm_and_si128(good_letter, good_sign), _mm_set1_epi32(-1)),
        above_pair);
    if (!_mm256_testz_si256(above, above) || !_mm_testz_si128(bad, bad))
        return false;
    const __m128i size =
        _mm_srli_epi32(_mm_maddubs_epi16(pair, _mm_set1_epi32(0x010a0000)), 16);
    const __m128i power =
        _mm_sub_epi32(_mm_sub_epi32(_mm_xor_si128(size, negative), negative),
                      _mm_set1_epi32(b ? 12 : 13));

    // two digits, four digits, eight digits; then hi * 10^8 + lo < 2^53 is exact
    const __m256i tens = _mm256_set1_epi16(0x010a),
                  hundreds = _mm256_set1_epi32(0x00010064),
                  ten_thousands = _mm256_set1_epi32(0x00012710);
    const __m256i fours =
        _mm256_packus_epi32(_mm256_madd_epi16(_mm256_maddubs_epi16(e, tens), hundreds),
                            _mm256_madd_epi16(_mm256_maddubs_epi16(o, tens), hundreds));
    const __m256i eights =
        _mm256_permutevar8x32_epi32(_mm256_madd_epi16(fours, ten_thousands),
                                    _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
    const __m256d high = _mm256_cvtepi32_pd(_mm256_castsi256_si128(eights)),
                  low = _mm256_cvtepi32_pd(_mm256_extracti128_si256(eights, 1));
    const __m256d digits = _mm256_add_pd(_mm256_mul_pd(high, _mm256_set1_pd(1e8)), low);

    const __m128i distance = _mm_abs_epi32(power);
    const __m128i limit = _mm_set1_epi32(KKR_EXACT_POWER);
    const __m128i far = _mm_cmpgt_epi32(distance, limit);
    const __m256d scale =
        _mm256_i32gather_pd(kkr_power_of_ten, _mm_min_epi32(distance, limit), 8);
    const __m256d divide = _mm256_castsi256_pd(_mm256_cvtepi32_epi64(power));
    const __m256d absolute = _mm256_blendv_pd(_mm256_mul_pd(digits, scale),
                                              _mm256_div_pd(digits, scale), divide);

    // the sign characters to the top bits of the four results
    const char s = b ? 1 : 0;
    const __m256i low_place =
        _mm256_setr_epi8(x, x, x, x, x, x, x, s, x, x, x, x, x, x, x, x, //
                         x, x, x, x, x, x, x, s, x, x, x, x, x, x, x, x);
    const __m256i high_place =
        _mm256_setr_epi8(x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, s, //
                         x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, s);
    const __m256i signs =
        _mm256_and_si256(_mm256_or_si256(_mm256_shuffle_epi8(even_minus, low_place),
                                         _mm256_shuffle_epi8(odd_minus, high_place)),
                         _mm256_set1_epi64x(INT64_MIN));
    _mm256_storeu_pd(values, _mm256_or_pd(absolute, _mm256_castsi256_pd(signs)));

    for (int left = _mm_movemask_ps(_mm_castsi128_ps(far)); left; left &= left - 1) {
        int k = __builtin_ctz((unsigned)left);
        kkr_parse_fortran(p + k * FIELD, FIELD, &values[k]);
    }
    return true;
}

__attribute__((target("avx2"))) static size_t
read_avx2(const char *data, size_t length, double *values, size_t n, size_t *used)
{
    size_t done = 0, position = 0, step;
    while (done + 4 <= n &&
           (step = line_length(data + position, length - position)) > 0 &&
           read_line_avx2(data + position, values + done)) {
        done += 4;
        position += step;
    }
    *used = position;
    return done;
}
#endif

int kkr_fields_versions(kkr_fields_version versions[4])
{
    int n = 0;
    versions[n++] = (kkr_fields_version){ "portable", read_portable };
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        versions[n++] = (kkr_fields_version){ "AVX2", read_avx2 };
#endif
    return n;
}
