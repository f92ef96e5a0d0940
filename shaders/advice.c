// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/advice.h"

#include "shaders/page.h"
#include "shaders/panels.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* What journals and lecture halls ask for: docs/guide/figures.md names them. */
typedef struct demands {
    double text;       // points, smallest
    double line;       // points, thinnest
    double dpi;        // of pictures
    double raster_dpi; // of a PNG, whose text is made of pixels
    double height;     // mm, at most; 0: any
} demands;

static demands demands_of(kkr_profile profile)
{
    switch (profile) {
    case KKR_PROFILE_BEAMER:
        return (demands){ 6, 0.25, 200, 300, 90 };
    case KKR_PROFILE_SLIDE:
        return (demands){ 14, 0.5, 96, 96, 0 };
    default:
        return (demands){ 5, 0.25, 300, 450, 170 };
    }
}

static void object(kkr_advice *advice, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void object(kkr_advice *advice, const char *format, ...)
{
    if (advice->n == KKR_ADVICE_MAX)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(advice->sentence[advice->n++], sizeof advice->sentence[0], format,
              arguments);
    va_end(arguments);
}

kkr_advice kkr_advice_page(const kkr_recipe *recipe, bool is_raster)
{
    kkr_advice advice = { 0 };
    const demands want = demands_of(recipe->profile);
    kkr_panels_style style = kkr_panels_style_page(recipe->profile, recipe->dark);
    // a page of another width is scaled to the column that it is printed in
    double column = kkr_page_profile_mm(recipe->profile);
    double scale = recipe->width_mm > 0 ? fmin(1, column / recipe->width_mm) : 1;
    double text = fmin(style.plot.text, style.plot.ticks) * scale;
    double line = fmin(style.contour, style.plot.fine) * scale;
    if (text < want.text - 1e-9)
        object(
            &advice,
            "scaled to the %g mm of the profile, text becomes %.2g pt; at least %g pt "
            "are asked for",
            column, text, want.text);
    if (line < want.line - 1e-9)
        object(
            &advice,
            "scaled to the %g mm of the profile, lines become %.2g pt thin; %g pt are "
            "the least that prints",
            column, line, want.line);
    if (recipe->dpi < (is_raster ? want.raster_dpi : want.dpi))
        object(&advice, "%g dpi are coarse for %s; at least %g", recipe->dpi,
               is_raster ? "text and lines of a PNG" : "the pictures",
               is_raster ? want.raster_dpi : want.dpi);
    if (want.height > 0 && recipe->height_mm > want.height)
        object(&advice, "%g mm are higher than a page allows: %g mm", recipe->height_mm,
               want.height);
    if (recipe->view == KKR_VIEW_PANELS && recipe->only < 0 && !recipe->linked_scales)
        object(&advice,
               "V and V − V0 have scales of their own: their colours cannot be "
               "compared");
    if (recipe->transparent && recipe->dark)
        object(&advice, "light text on a clear ground is lost on white paper");
    return advice;
}
