#include "emit/torch/box_helpers.h"

namespace nnfront::emit::torch {

namespace {

Helper corners() {
  return {"corners", R"(def corners(boxes):
    """The corners of boxes that are given by center and size."""
    center, half = boxes[..., :2], boxes[..., 2:] / 2
    return torch.cat((center - half, center + half), dim=-1)
)"};
}

Helper box_iou() {
  return {"box_iou", R"(def box_iou(a, b):
    """Intersection over union of every box of a with every box of b, by corners; 0 where they do not meet."""
    a = a.reshape(*a.shape[:-1], *[1] * (b.dim() - 1), 4)
    shared = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0).prod(-1)
    areas = [(boxes[..., 2:] - boxes[..., :2]).clamp(min=0).prod(-1) for boxes in (a, b)]
    return torch.where(shared > 0, shared / (areas[0] + areas[1] - shared), torch.zeros_like(shared))
)"};
}

Helper box_decode() {
  return {"box_decode", R"(def box_decode(x, anchors, stds, clip=None, anchors_are_corners=False):
    """Corners of the boxes that x tells by how their centers and sizes differ from those of the anchors."""
    center, size = anchors[..., :2], anchors[..., 2:]
    if anchors_are_corners:
        size = size - center
        center = center + size / 2
    x = x * torch.tensor(stds, dtype=x.dtype, device=x.device)
    moved, grown = x[..., :2] * size + center, x[..., 2:]
    half = (grown if clip is None else grown.clamp(max=clip)).exp() * size / 2
    return torch.cat((moved - half, moved + half), dim=-1)
)"};
}

// `form` and `made`: corner or center, of what comes and what is wanted.
Helper box_nms() {
  return {"box_nms", R"(def box_nms(
    x,
    overlap,
    valid,
    topk,
    coord_start,
    score_index,
    id_index=None,
    background=-1,
    force=False,
    form="corner",
    made="corner",
):
    """Of every group of rows those that stay, by falling score, then rows of -1.

    A row stays where its score is above `valid` and no better one that stayed overlaps it by more than `overlap`;
    without `force` only rows of one class count.
    """
    result = torch.full_like(x, -1)
    for rows, kept in zip(x.reshape(-1, *x.shape[-2:]), result.view(-1, *x.shape[-2:]), strict=True):
        chosen = rows[:, score_index] > valid
        if id_index is not None:
            chosen = chosen & (rows[:, id_index] != background)
        rows = rows[chosen]
        rows = rows[rows[:, score_index].argsort(descending=True, stable=True)]
        rows = rows[:topk] if topk >= 0 else rows
        boxes = rows[:, coord_start : coord_start + 4]
        cornered = corners(boxes) if form == "center" else boxes
        rivals = box_iou(cornered, cornered) > overlap
        if id_index is not None and not force:
            rivals = rivals & (rows[:, id_index].trunc()[:, None] == rows[:, id_index].trunc())
        stays = torch.ones(len(rows), dtype=torch.bool, device=x.device)
        for i in range(len(rows)):
            if stays[i]:
                stays[i + 1 :] &= ~rivals[i, i + 1 :]
        if made != form:
            size = boxes[:, 2:] - boxes[:, :2]
            changed = cornered if made == "corner" else torch.cat(((boxes[:, :2] + boxes[:, 2:]) / 2, size), dim=-1)
            changed = torch.where(boxes[:, :1] < 0, boxes, changed)
            rows = torch.cat((rows[:, :coord_start], changed, rows[:, coord_start + 4 :]), dim=-1)
        kept[: int(stays.sum())] = rows[stays]
    return result
)"};
}

Helper roi_align() {
  return {"roi_align", R"(def roi_align(x, regions, images, pooled, scale, ratio, half_pixel=False):
    """The mean of `ratio` by `ratio` places in each bin of each region of an image, read between elements."""
    height, width = x.shape[2:]
    begin, end = (regions * scale - (0.5 if half_pixel else 0.0)).chunk(2, dim=1)
    size = end - begin if half_pixel else (end - begin).clamp(min=1)
    places = []
    for d, count in ((1, pooled[0]), (0, pooled[1])):
        steps = (torch.arange(count * ratio, device=x.device) + 0.5) / (count * ratio)
        places.append(begin[:, d : d + 1] + steps * size[:, d : d + 1])
    result = x.new_zeros(len(regions), x.shape[1], *pooled)
    for i, image in enumerate(images.tolist()):
        if image < 0:
            continue
        rows, columns = (part.reshape(1, -1) for part in torch.meshgrid(places[0][i], places[1][i], indexing="ij"))
        inside = (rows >= -1) & (rows <= height) & (columns >= -1) & (columns <= width)
        values = bilinear(x[image : image + 1], rows.clamp(0, height - 1), columns.clamp(0, width - 1)) * inside
        result[i] = F.avg_pool2d(values.unflatten(2, (pooled[0] * ratio, -1)), ratio)[0]
    return result
)"};
}

}  // namespace

std::vector<Helper> box_helpers() {
  return {corners(), box_iou(), box_decode(), box_nms(), roi_align()};
}

}  // namespace nnfront::emit::torch
