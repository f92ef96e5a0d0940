// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/panels.h"

#include <math.h>

static const double mm = 72 / 25.4; // in points

kkr_panels_style kkr_panels_style_screen(bool dark)
{
    return (kkr_panels_style){
        .plot = kkr_style_screen(dark),
        .margin = 12,
        .row_gap = 12,
        .bar_column = 106,
        .ramp_width = 14,
        .ramp_shift = 0,
        .tick_length = 4,
        .point = 8,
        .n_ticks = 11,
        .title = 13.3,
        .contour = 0.55,
        .zero = 1.05,
        .cell = 0.8,
        .impurity = 1.6,
        .frame = 1,
        .contour_gap = 3,
        .atom = 3.2,
        .chips = true,
        .numbers = true,
        .labels = true,
        .plane_name = true,
        .hatch = 8,
        .snap = 1,
    };
}

kkr_panels_style kkr_panels_style_page(kkr_profile profile, bool dark)
{
    kkr_panels_style style = {
        .plot = kkr_style_page(dark, 7),
        .margin = 0.4,
        .row_gap = 4,
        .title_height = 14,
        .bar_column = 22 * mm,
        .ramp_width = 6.5,
        .ramp_shift = -5,
        .tick_length = 2.2,
        .point = 4,
        .n_ticks = 7,
        .title = 8,
        .contour = 0.3,
        .zero = 0.6,
        .cell = 0.4,
        .impurity = 1.2,
        .frame = 0.5,
        .contour_gap = 1.5,
        .atom = 1.5,
        .axes = true,
        .overlay = true,
        .heads = true,
        .letters = true,
        .labels = true,
        .plane_name = true,
    };
    switch (profile) {
    case KKR_PROFILE_JOURNAL_1COL:
        style.bar_column = 20.5 * mm;
        style.ramp_width = 5;
        style.ramp_shift = -4.1;
        style.title_height = 13;
        style.row_gap = 3;
        style.n_ticks = 7;
        style.impurity = 0.9;
        style.zero = 0.5;
        style.atom = 1.1;
        style.point = 3.5;
        break;
    case KKR_PROFILE_BEAMER:
        style.bar_column = 17.8 * mm;
        style.ramp_width = 5;
        style.ramp_shift = 0;
        style.title_height = 14;
        style.row_gap = 2;
        style.n_ticks = 5;
        style.title = 9;
        style.impurity = 0.9;
        style.zero = 0.5;
        style.atom = 1.1;
        style.point = 4;
        style.letters = style.labels = false;
        style.axes = style.heads = false;
        break;
    case KKR_PROFILE_SLIDE:
        style.plot = kkr_style_page(dark, 18);
        style.plot.fine = 1;
        style.margin = 12;
        style.row_gap = 8;
        style.title_height = 34;
        style.bar_column = 55 * mm;
        style.ramp_width = 16;
        style.ramp_shift = -12;
        style.tick_length = 5;
        style.point = 10;
        style.n_ticks = 7;
        style.title = 20;
        style.contour = 0.6;
        style.zero = 1.3;
        style.cell = 0.9;
        style.impurity = 2.4;
        style.frame = 1;
        style.contour_gap = 4;
        style.atom = 3.2;
        style.letters = false;
        break;
    default:
        break;
    }
    // A tick, a number such as "−10", the title along the axis.
    double em = style.plot.ticks;
    style.axis_left = style.tick_length + 3.3 * em;
    style.axis_bottom = style.tick_length + 2.45 * em;
    return style;
}

static bool is_absolute(int quantity)
{
    return quantity == KKR_QUANTITY_ABS_V || quantity == KKR_QUANTITY_ABS_DV;
}

/** A lone panel needs room for the ticks of one side only. */
static double lone_column(const kkr_panels_style *style)
{
    return 2.5 * style->ramp_width + style->tick_length + 3.6 * style->plot.ticks;
}

static double room_left(const kkr_panels_style *style)
{
    return style->margin + (style->axes ? style->axis_left : 0);
}

static double room_below(const kkr_panels_style *style)
{
    return style->margin + (style->axes ? style->axis_bottom : 0);
}

static double down_to(double x, double step)
{
    return step > 0 ? floor(x / step + 1e-6) * step : x;
}

static void place_bar(const kkr_panels_style *style, kkr_panels_layout *layout,
                      kkr_rect column)
{
    int i = layout->n_bars++;
    layout->bar[i] = column;
    bool both = layout->bar_quantity[i][0] >= 0;
    double middle = both ? column.x + column.width / 2 + style->ramp_shift
                         : column.x + 2 * style->ramp_width;
    // Without titles above, or with quantities there, the unit stands between the
    // ramp and the row's top.
    double top = style->title_height == 0 ? 1.6 * style->plot.ticks
                 : style->heads           ? 0.95 * style->plot.ticks
                                          : 0;
    double bottom = style->title_height > 0 ? 0 : 0.4 * style->plot.ticks;
    layout->ramp[i] = (kkr_rect){ middle - style->ramp_width / 2,
                                  column.y + top + style->point, style->ramp_width,
                                  column.height - top - bottom - 2 * style->point };
}

void kkr_panels_place(const kkr_panels_style *style, const kkr_recipe *recipe,
                      double width, double height, kkr_panels_layout *layout)
{
    *layout = (kkr_panels_layout){ 0 };
    double left = down_to(room_left(style), style->snap);
    double inner_width = width - room_left(style) - style->margin;
    double inner_height = height - style->margin - room_below(style);
    if (recipe->only >= 0) {
        int q = recipe->only;
        layout->shown[q] = true;
        layout->panel[q] =
            (kkr_rect){ left, down_to(style->margin + style->title_height, style->snap),
                        down_to(fmax(inner_width - lone_column(style), 1), style->snap),
                        down_to(fmax(inner_height - style->title_height, 1),
                                style->snap) };
        layout->bar_quantity[0][0] = -1;
        layout->bar_quantity[0][1] = q;
        kkr_rect p = layout->panel[q];
        place_bar(style, layout,
                  (kkr_rect){ p.x + p.width, p.y, left + inner_width - p.x - p.width,
                              p.height });
        return;
    }
    double w = down_to(fmax((inner_width - style->bar_column) / 2, 1), style->snap);
    double h = (inner_height - style->row_gap) / 2 - style->title_height;
    h = down_to(fmax(h, 1), style->snap);
    double right = down_to(room_left(style) + inner_width - w, style->snap);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        bool second = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
        double y = style->margin + style->title_height;
        if (is_absolute(q))
            y = style->margin + inner_height - h;
        layout->shown[q] = true;
        layout->panel[q] =
            (kkr_rect){ second ? right : left, down_to(y, style->snap), w, h };
    }
    for (int i = 0; i < 2; i++) {
        int q = i ? KKR_QUANTITY_ABS_V : KKR_QUANTITY_V;
        layout->bar_quantity[i][0] = q;
        layout->bar_quantity[i][1] = i ? KKR_QUANTITY_ABS_DV : KKR_QUANTITY_DV;
        place_bar(style, layout,
                  (kkr_rect){ left + w, layout->panel[q].y, right - left - w, h });
    }
}

double kkr_panels_height(const kkr_panels_style *style, const kkr_recipe *recipe,
                         double width, double aspect)
{
    double inner = width - room_left(style) - style->margin;
    double outer = style->margin + style->title_height + room_below(style);
    if (recipe->only >= 0)
        return outer + aspect * (inner - lone_column(style));
    return outer + style->title_height + style->row_gap +
           aspect * (inner - style->bar_column);
}

int kkr_panels_pick(const kkr_panels_layout *layout, double x, double y)
{
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *p = &layout->panel[q];
        if (layout->shown[q] && x >= p->x && x < p->x + p->width && y >= p->y &&
            y < p->y + p->height)
            return q;
    }
    return -1;
}
