// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/radial_figure.h"

#include "shaders/page.h"

/** Height of a panel over its width: as for slices on two columns, else higher. */
static double profile_aspect(kkr_profile profile)
{
    switch (profile) {
    case KKR_PROFILE_JOURNAL_2COL:
        return 66 / 80.2;
    case KKR_PROFILE_BEAMER:
        return 1.15;
    default:
        return 1;
    }
}

typedef struct drawing {
    const kkr_radial_plot *plot;
    const kkr_radial_layout *layout;
    const kkr_radial_style *style;
} drawing;

static void draw(cairo_t *cr, void *user)
{
    const drawing *d = user;
    kkr_radial_plot_draw(cr, d->plot, d->layout, d->style, KKR_RADIAL_LAYER_PAGE, NULL);
}

bool kkr_radial_figure_write(const kkr_radial_curves *curves,
                             const kkr_radial_view *view, const kkr_radial_page *page,
                             kkr_output *output, kkr_error *err)
{
    KKR_AUTO(kkr_radial_plot) plot = kkr_radial_plot_new(curves, view);
    kkr_radial_style style = kkr_radial_style_page(page->profile, view->dark);
    style.transparent = page->transparent;
    double width_mm =
        page->width_mm > 0 ? page->width_mm : kkr_page_profile_mm(page->profile);
    double width = width_mm * kkr_points_per_mm;
    double height = page->height_mm * kkr_points_per_mm;
    if (!(height > 0)) // a slide has the shape of the screen
        height = page->profile == KKR_PROFILE_SLIDE
                     ? width * 9 / 16
                     : kkr_radial_plot_height(plot, &style, width,
                                              profile_aspect(page->profile));
    kkr_page sheet = { width, height, page->dpi, page->transparent };
    if (!kkr_page_check(&sheet, err))
        return false;
    kkr_radial_layout layout;
    kkr_radial_plot_place(plot, &style, width, height, &layout);
    const kkr_rect *panel = &layout.panel[0];
    double smallest = 4 * style.plot.ticks;
    if (!(panel->width >= smallest && panel->height >= smallest))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "figure: %.4g x %.4g mm leave %.3g x %.3g mm for a panel, too "
                        "little for profile %s",
                        width / kkr_points_per_mm, height / kkr_points_per_mm,
                        panel->width / kkr_points_per_mm,
                        panel->height / kkr_points_per_mm,
                        kkr_profile_name(page->profile));
    return kkr_page_write(&sheet, draw, &(drawing){ plot, &layout, &style }, output,
                          err);
}
