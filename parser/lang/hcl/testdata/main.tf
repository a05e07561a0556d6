# Deploys things.
terraform {
  required_version = ">= 1.0"
}

variable "region" {
  type    = string
  default = "eu"
}

# A bucket.
resource "aws_s3_bucket" "logs" {
  bucket = "logs-${var.region}"
  count  = var.enabled ? 1 : 0

  lifecycle {
    prevent_destroy = true
  }

  dynamic "rule" {
    for_each = [for r in var.rules : upper(r) if r != ""]
    content {
      id = rule.value
    }
  }
}

data "aws_ami" "base" {
  owners = ["self"]
}

module "vpc" {
  source = "./vpc"
  name   = local.name
}

locals {
  name = "x"
}

output "bucket" {
  value = aws_s3_bucket.logs.id
}
